import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf, isSafeEndpoint, REGION_PATTERN, REGIONS, SERVICES } from '../../../src/api/regions'

test('every known region has the form of a region, and is listed once', () => {
  for (const { id } of REGIONS) assert.match(id, REGION_PATTERN)
  assert.equal(new Set(REGIONS.map(({ id }) => id)).size, REGIONS.length)
})

test('what is no region is not taken for one', () => {
  for (const id of ['eu-west-101', 'la-north-2', 'cn-southwest-3']) assert.match(id, REGION_PATTERN)
  for (const id of [
    '',
    'cn',
    'cn-north',
    'CN-north-4',
    'cn-north-4.evil.com',
    'cn-north-4/',
    'cn_north_4',
    ' cn-north-4',
    'cn-north-4\n',
  ])
    assert.doesNotMatch(id, REGION_PATTERN)
})

test('hosts follow from service and region', () => {
  const hosts = SERVICES.map((service) => endpointOf(service, 'cn-north-4'))
  assert.deepEqual(
    hosts,
    ['modelarts', 'iam', 'kms', 'ims', 'vpc', 'ecs'].map((label) => `https://${label}.cn-north-4.myhuaweicloud.com`),
  )
  for (const { id } of REGIONS)
    for (const service of SERVICES) assert.equal(isSafeEndpoint(endpointOf(service, id)), true)
})

test('regions without an IAM of their own use the global one', () => {
  assert.equal(endpointOf('iam', 'cn-north-11'), 'https://iam.myhuaweicloud.com')
  assert.equal(endpointOf('modelarts', 'cn-north-11'), 'https://modelarts.cn-north-11.myhuaweicloud.com')
})

test('the European site has a domain of its own', () => {
  assert.equal(endpointOf('modelarts', 'eu-west-101'), 'https://modelarts.eu-west-101.myhuaweicloud.eu')
})

test('an own endpoint replaces that of its service only', () => {
  const own = { modelarts: 'https://ma.private.example//' }
  assert.equal(endpointOf('modelarts', 'cn-north-4', own), 'https://ma.private.example')
  assert.equal(endpointOf('iam', 'cn-north-4', own), 'https://iam.cn-north-4.myhuaweicloud.com')
})

for (const address of [
  'https://ma.private.example',
  'https://ma.private.example:8443/base/path',
  'http://127.0.0.1:8080',
  'http://127.200.0.1',
  'http://localhost:3000',
  'http://[::1]:3000',
]) {
  test(`keys may go to ${address}`, () => assert.equal(isSafeEndpoint(address), true))
}

for (const address of [
  'http://ma.private.example',
  'http://127.0.0.1.evil.example',
  'http://localhost.evil.example',
  'http://10.0.0.1',
  'http://0.0.0.0',
  'http://[::ffff:10.0.0.1]',
  'https://user:password@ma.private.example',
  'https://user@ma.private.example',
  'https://ma.private.example/?query',
  'https://ma.private.example/#hash',
  'https://ma.private.example?',
  'https://ma.private.example#',
  'ftp://ma.private.example',
  'file:///etc/passwd',
  'ma.private.example',
  '//ma.private.example',
  '',
]) {
  test(`keys may not go to ${address || 'nowhere'}`, () => assert.equal(isSafeEndpoint(address), false))
}
