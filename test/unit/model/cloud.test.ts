import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf } from '../../../src/api/regions'
import { cloudBeside, cloudOf, iamPlaces } from '../../../src/model/cloud'
import type { Project } from '../../../src/model/project'

const PUBLIC = 'https://iam.myhuaweicloud.com'
const ENTRY: Project = { name: 'p', region: 'cn-north-4', projectId: '0123', account: 'work' }
const addresses = (own: Project | undefined, iam: string): readonly string[] =>
  iamPlaces(own, iam, ENTRY.region).map(({ endpoints, endpointDomain }) =>
    endpointDomain && !endpoints?.iam
      ? `https://iam.${ENTRY.region}.${endpointDomain}`
      : endpointOf('iam', ENTRY.region, endpoints),
  )

test('an IAM address tells the cloud it belongs to', () => {
  assert.deepEqual(cloudOf(PUBLIC), {})
  assert.deepEqual(cloudOf('https://iam.cn-north-4.myhuaweicloud.com/'), {})
  assert.deepEqual(cloudOf('https://iam.myhuaweicloud.eu'), { endpointDomain: 'myhuaweicloud.eu' })
  assert.deepEqual(cloudOf('https://iam.cn-north-4.cloud.example.com'), { endpointDomain: 'cloud.example.com' })
  assert.deepEqual(cloudOf('http://10.0.0.1'), {})
  assert.equal(cloudOf('http://127.0.0.1:8080').endpoints?.iam, 'http://127.0.0.1:8080')
})

test('projects are asked for at the regional IAM, then at the global one', () => {
  assert.deepEqual(addresses(undefined, PUBLIC), ['https://iam.cn-north-4.myhuaweicloud.com', PUBLIC])
  assert.deepEqual(addresses(ENTRY, PUBLIC), ['https://iam.cn-north-4.myhuaweicloud.com', PUBLIC])
})

test('credentials of a private cloud are sent to that cloud only', () => {
  assert.deepEqual(addresses({ ...ENTRY, endpointDomain: 'cloud.example.com' }, PUBLIC), [
    'https://iam.cn-north-4.cloud.example.com',
    'https://iam.cloud.example.com',
  ])
  const endpoints = { iam: 'https://iam.internal.example', modelarts: 'https://ma.internal.example' }
  assert.deepEqual(addresses({ ...ENTRY, endpoints }, PUBLIC), ['https://iam.internal.example'])
  assert.deepEqual(addresses(undefined, 'https://iam.cloud.example.com'), [
    'https://iam.cn-north-4.cloud.example.com',
    'https://iam.cloud.example.com',
  ])
})

test('the addresses of another region are known, or there are none', () => {
  const other = 'cn-east-3'
  assert.deepEqual(cloudBeside(ENTRY, other), {})
  assert.deepEqual(cloudBeside({ ...ENTRY, endpointDomain: 'cloud.example.com' }, other), {
    endpointDomain: 'cloud.example.com',
  })
  const own = { iam: 'https://iam.internal.example', modelarts: 'https://ma.internal.example' }
  assert.equal(cloudBeside({ ...ENTRY, endpoints: own }, other), undefined)
  assert.deepEqual(cloudBeside({ ...ENTRY, endpoints: own }, ENTRY.region), { endpoints: own })
  assert.deepEqual(cloudBeside({ ...ENTRY, endpoints: { vpc: 'https://vpc.cn-north-4.myhuaweicloud.com' } }, other), {})
  assert.equal(
    cloudBeside({ ...ENTRY, endpoints: { vpc: 'https://vpc.x.myhuaweicloud.com.evil.example' } }, other),
    undefined,
  )
})

test('credentials of the public cloud do not follow a setting to another one', () => {
  assert.deepEqual(addresses(ENTRY, 'https://iam.cloud.example.com'), [
    'https://iam.cn-north-4.myhuaweicloud.com',
    PUBLIC,
  ])
})

test('what vouches for a cloud goes with its neighbours and with what is found there, and with nothing else', () => {
  const caFile = '~/ca.pem'
  assert.deepEqual(cloudOf('https://iam.cloud.example.com', caFile), { caFile, endpointDomain: 'cloud.example.com' })
  assert.deepEqual(cloudOf(PUBLIC, caFile), { caFile })
  assert.equal(cloudOf('https://10.0.0.1', caFile).caFile, caFile)
  const own = { ...ENTRY, caFile }
  assert.deepEqual(cloudBeside({ ...own, endpointDomain: 'cloud.example.com' }, 'cn-east-3'), {
    caFile,
    endpointDomain: 'cloud.example.com',
  })
  assert.deepEqual(cloudBeside({ ...own, endpoints: { iam: PUBLIC } }, ENTRY.region), {
    caFile,
    endpoints: { iam: PUBLIC },
  })
  assert.deepEqual(cloudBeside(own, 'cn-east-3'), { caFile })
  const files = (places: ReturnType<typeof iamPlaces>) => places.map((place) => place.caFile)
  assert.deepEqual(files(iamPlaces(own, PUBLIC, ENTRY.region, '/other.pem')), [caFile, caFile])
  assert.deepEqual(files(iamPlaces(undefined, PUBLIC, ENTRY.region, caFile)), [caFile, caFile])
  assert.deepEqual(files(iamPlaces(ENTRY, PUBLIC, ENTRY.region, caFile)), [undefined, undefined])
})
