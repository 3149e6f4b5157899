import { createHash, createHmac } from 'node:crypto'
import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner'
import { BasicCredentials } from '@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials'
import { sign } from '../../src/api/signer'
import { interleaved, type Measurement } from '../support/measure'

const BATCH = 2000
const ENDPOINT = 'https://modelarts.cn-north-4.myhuaweicloud.com'
const PATH = '/v1/5a3e0c1b7d9f4e2a8c6b0d1f3e5a7c9b/dev-servers/6b1f0c2e-5a7d-4e3b-9c41-0d2f8e6a7b90/changeos'
const HEADERS = { 'content-type': 'application/json', 'x-project-id': '5a3e0c1b7d9f4e2a8c6b0d1f3e5a7c9b' }
const BODY = { image_id: '3d9a4c71-2e58-4f06-8b1d-7c5e9f0a1b23', key_pair_name: 'KeyPair-a1b2' }
const [accessKey, secretKey] = ['SAMPLEACCESSKEY00001', 'sample-secret-key']

/** Signing one change of OS, against the official SDK's signer and against the bare hashes. */
export async function signing(): Promise<readonly Measurement[]> {
  const now = Date.now()
  const body = JSON.stringify(BODY)
  const url = new URL(PATH, ENDPOINT)
  const credentials = new BasicCredentials().withAk(accessKey).withSk(secretKey)
  const request = { endpoint: `${ENDPOINT}${PATH}`, method: 'POST', queryParams: {}, data: BODY, headers: HEADERS }
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const many = (work: () => unknown) => (): void => {
    for (let index = 0; index < BATCH; index++) work()
  }
  const works = {
    ours: many(() => sign({ method: 'POST', url, headers: HEADERS, body }, { accessKey, secretKey }, now)),
    sdk: many(() => AKSKSigner.sign({ ...request, headers: { ...HEADERS } }, credentials)),
    hashes: many(() => [sha256(body), sha256(body), createHmac('sha256', secretKey).update(body).digest('hex')]),
  }
  await interleaved(5, works)
  const times = await interleaved(21, works)
  const us = (ms: number): string => `${((ms / BATCH) * 1000).toFixed(1)} µs`
  return [
    {
      what: 'signing a change of OS',
      result: `${us(times.ours)}; official SDK ${us(times.sdk)}; two SHA-256 and one HMAC alone ${us(times.hashes)}`,
    },
  ]
}
