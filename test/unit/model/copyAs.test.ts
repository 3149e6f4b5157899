import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import type { CopiedRequest } from '../../../src/model/copiedRequest'
import { curlCommand } from '../../../src/model/curlCommand'
import { hcloudCommand } from '../../../src/model/hcloudCommand'
import { terraformResource } from '../../../src/model/terraformResource'
import { readHcl } from './hcl'

const ID = '6b1f0c2e-5a7d-4e3b-9c41-0d2f8e6a7b90'
const request: CopiedRequest = {
  operation: 'changeos',
  region: 'cn-southwest-2',
  projectId: '5a3e0c1b7d9f4e2a8c6b0d1f3e5a7c9b',
  serverId: ID,
  serverName: 'npu-train-01',
  imageId: '3d9a4c71-2e58-4f06-8b1d-7c5e9f0a1b23',
  imageName: 'EulerOS',
  url: `https://modelarts.cn-southwest-2.myhuaweicloud.com/v1/5a3e0c1b7d9f4e2a8c6b0d1f3e5a7c9b/dev-servers/${ID}/changeos`,
  login: { keyPairName: 'KeyPair-a1b2' },
}
const withPassword: CopiedRequest = { ...request, login: 'password', userDataName: 'setup.yaml' }
const SECRET = 'Correct-Horse-9!@%-_=+[{}]:,./?'
const VARIABLES = { DEVSERVER_PASSWORD: SECRET, DEVSERVER_USER_DATA: 'I2Nsb3VkLWNvbmZpZwo=' }

/** What a real shell makes of a text: the words that the program would be given. */
function words(program: string, text: string): readonly string[] {
  const script = `${program}() { printf '%s\\0' "$@"; }\n${text}`
  const output = execFileSync('/bin/sh', ['-c', script], { env: { ...process.env, ...VARIABLES }, encoding: 'utf8' })
  return output.split('\0').slice(0, -1)
}

const NASTY = [
  `x\necho gone`,
  `'; echo gone; '`,
  '$(echo gone)',
  '`echo gone`',
  '\u2028echo gone',
  '"\\',
  '$' + '{a} %{b}',
]

test('the hcloud command says what the request says', () => {
  assert.deepEqual(words('hcloud', hcloudCommand(request)), [
    'ModelArts',
    'ChangeDevServerOS',
    '--cli-region=cn-southwest-2',
    `--project_id=${request.projectId}`,
    `--id=${ID}`,
    `--image_id=${request.imageId}`,
    '--key_pair_name=KeyPair-a1b2',
  ])
  assert.deepEqual(words('hcloud', hcloudCommand(withPassword)).slice(-2), [
    `--admin_pass=${SECRET}`,
    `--user_data=${VARIABLES.DEVSERVER_USER_DATA}`,
  ])
})

test('each operation has its name', () => {
  const name = (operation: CopiedRequest['operation']) => words('hcloud', hcloudCommand({ ...request, operation }))[1]
  assert.equal(name('reinstallos'), 'ReinstallDevServerOS')
  assert.equal(name('hyperinstanceChangeos'), 'ChangeHyperinstanceOS')
  assert.match(hcloudCommand(request), /^# .*does not know ChangeDevServerOS, it is ChangeOsDevServer there/m)
})

test('the curl command says what the request says, but for date and signature', () => {
  const given = words('curl', curlCommand(request))
  assert.deepEqual(given.slice(0, 3), ['--request', 'POST', request.url])
  assert.ok(given.includes('Content-Type: application/json'))
  assert.ok(given.includes(`X-Project-Id: ${request.projectId}`))
  assert.ok(given.some((word) => word.endsWith('Signature=<SIGNATURE>')))
  assert.deepEqual(JSON.parse(given.at(-1) ?? ''), { image_id: request.imageId, key_pair_name: 'KeyPair-a1b2' })
  assert.deepEqual(JSON.parse(words('curl', curlCommand(withPassword)).at(-1) ?? ''), {
    image_id: request.imageId,
    admin_pass: SECRET,
    user_data: VARIABLES.DEVSERVER_USER_DATA,
  })
})

test('a running server is stopped by a request of its own, which comes first', () => {
  const running = { ...request, stopUrl: request.url.replace(/changeos$/, 'stop') }
  const curl = words('curl', curlCommand(running))
  assert.deepEqual(curl.slice(0, 3), ['--request', 'PUT', running.stopUrl])
  assert.equal(curl.filter((word) => word === '--data-raw').length, 1)
  assert.ok(curl.indexOf('POST') > curl.indexOf('PUT'))
  const hcloud = words('hcloud', hcloudCommand(running))
  assert.deepEqual(hcloud.slice(0, 5), [
    'ModelArts',
    'StopDevServer',
    '--cli-region=cn-southwest-2',
    `--project_id=${request.projectId}`,
    `--id=${ID}`,
  ])
  assert.equal(hcloud[6], 'ChangeDevServerOS')
  for (const text of [curlCommand(running), hcloudCommand(running)]) {
    assert.match(text, /^# It is running: it is powered off by force first/m)
    assert.match(text, /^# Wait until it is STOPPED/m)
  }
  // Terraform waits by itself.
  const terraform = terraformResource(running) ?? ''
  assert.match(terraform, /^# It is running: it is powered off by force first/m)
  const stop = 'huaweicloud_modelarts_devserver_action.stop_first'
  assert.deepEqual(readHcl(terraform), {
    [`resource ${stop.replace('.', ' ')}`]: {
      region: '"cn-southwest-2"',
      devserver_id: `"${ID}"`,
      action: '"stop"',
    },
    ...Object.fromEntries(
      Object.entries(readHcl(terraformResource(request) ?? '')).map(([name, fields]) => [
        name,
        { ...fields, depends_on: `[${stop}]` },
      ]),
    ),
  })
})

test('a private cloud is asked, and trusted, where it is', () => {
  const own = {
    ...request,
    url: `https://modelarts.cn-southwest-2.cloud.example:8443/v1/p/dev-servers/${ID}/changeos`,
    stopUrl: `https://modelarts.cn-southwest-2.cloud.example:8443/v1/p/dev-servers/${ID}/stop`,
    caFile: "/home/a b/it's ca.pem",
  }
  const curl = words('curl', curlCommand(own))
  assert.deepEqual(
    curl.filter((_, at) => curl[at - 1] === '--cacert'),
    [own.caFile, own.caFile],
  )
  const endpoint = '--cli-endpoint=modelarts.cn-southwest-2.cloud.example:8443'
  assert.equal(words('hcloud', hcloudCommand(own)).filter((word) => word === endpoint).length, 2)
  assert.match(hcloudCommand(own), /^# hcloud must trust the authorities in \/home\/a b/m)
  assert.match(
    terraformResource(own) ?? '',
    /^# The provider must send to modelarts\.cn-southwest-2\.cloud\.example:8443/m,
  )
  assert.match(terraformResource(own) ?? '', /^# Terraform must trust the authorities in \/home\/a b/m)
  // Of the public cloud's tools nothing is asked that they know.
  for (const text of [curlCommand(request), hcloudCommand(request), terraformResource(request) ?? ''])
    assert.doesNotMatch(text, /cacert|cli-endpoint|must (trust|send)/)
})

test('the copy for a supernode speaks of all of its servers', () => {
  const supernode = { ...request, operation: 'hyperinstanceChangeos', serverName: 'pod-7' } as const
  for (const text of [curlCommand(supernode), hcloudCommand(supernode)]) {
    assert.match(
      text,
      /^# Changes the OS to EulerOS on all servers of the supernode pod-7: their system disks are erased/m,
    )
    assert.doesNotMatch(text, /The server must be stopped/)
  }
})

test('a server that is named like a variable keeps its name', () => {
  const text = terraformResource({ ...withPassword, serverName: 'DEVSERVER_01' }) ?? ''
  assert.match(text, /^# .* on DEVSERVER_01: /m)
  assert.match(text, /^# Set var\.devserver_password to the new password first/m)
  assert.match(text, /^# Set var\.devserver_user_data to the base64 form/m)
  assert.match(text, /^# Terraform keeps the password in its state/m)
})

test('the Terraform resource says what the request says', () => {
  assert.deepEqual(readHcl(terraformResource(request) ?? ''), {
    'resource huaweicloud_modelarts_devserver_action change_os': {
      region: '"cn-southwest-2"',
      devserver_id: `"${ID}"`,
      action: '"changeos"',
      image_id: `"${request.imageId}"`,
      key_pair_name: '"KeyPair-a1b2"',
    },
  })
  const other = readHcl(terraformResource({ ...withPassword, operation: 'reinstallos' }) ?? '')
  const resource = other['resource huaweicloud_modelarts_devserver_action change_os']
  assert.equal(resource?.['action'], '"reinstallos"')
  assert.equal(resource?.['admin_pass'], 'var.devserver_password')
  assert.equal(resource?.['user_data'], 'var.devserver_user_data')
  assert.deepEqual(other['variable devserver_password'], { type: 'string', sensitive: 'true' })
  assert.deepEqual(other['variable devserver_user_data'], { type: 'string', sensitive: 'true' })
})

test('there is no Terraform resource for supernodes', () => {
  assert.equal(terraformResource({ ...request, operation: 'hyperinstanceChangeos' }), undefined)
})

for (const text of NASTY) {
  test(`a server that calls itself ${JSON.stringify(text)} stays a remark`, () => {
    const named = { ...request, serverName: text, imageName: text, userDataName: text }
    assert.equal(words('hcloud', hcloudCommand(named)).length, 8)
    assert.equal(words('curl', curlCommand(named)).at(0), '--request')
    assert.equal(Object.keys(readHcl(terraformResource(named) ?? '')).length, 2)
  })

  test(`a key pair that is called ${JSON.stringify(text)} is one word, and the same`, () => {
    const named = { ...request, login: { keyPairName: text } }
    assert.equal(words('hcloud', hcloudCommand(named)).at(-1), `--key_pair_name=${text}`)
    assert.equal(JSON.parse(words('curl', curlCommand(named)).at(-1) ?? '').key_pair_name, text)
    const value = readHcl(terraformResource(named) ?? '')[
      'resource huaweicloud_modelarts_devserver_action change_os'
    ]?.['key_pair_name']
    assert.equal(JSON.parse((value ?? '').replaceAll('$$', '$').replaceAll('%%', '%')), text)
  })
}
