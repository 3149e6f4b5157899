import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consolePages } from '../../../src/model/consolePages'

const REGION = 'cn-north-4'
const credentials = (project: object, site: 'china' | 'international' = 'china'): string | undefined =>
  consolePages({ region: REGION, ...project }, site)?.myCredentials

test('keys and project ids are looked up in the console of the project’s own cloud', () => {
  assert.equal(credentials({}), 'https://console.huaweicloud.com/iam/#/myCredential')
  assert.equal(credentials({}, 'international'), 'https://console-intl.huaweicloud.com/iam/#/myCredential')
  assert.equal(credentials({ region: 'eu-west-101' }), 'https://console.eu.huaweicloud.com/iam/#/myCredential')
  const own = 'https://console.cloud.example.com/iam/#/myCredential'
  assert.equal(credentials({ endpointDomain: 'cloud.example.com' }), own)
  assert.equal(credentials({ endpoints: { modelarts: 'https://ma.internal.example' } }), undefined)
})
