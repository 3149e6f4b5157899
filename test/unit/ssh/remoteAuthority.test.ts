import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorityOf, hostOfAuthority, lastPlace } from '../../../src/ssh/remoteAuthority'

test('a window names its host so that it can be recognised again', () => {
  assert.equal(authorityOf({ kind: 'alias', alias: 'npu-train-01.training' }), 'ssh-remote+npu-train-01.training')
  const bare = authorityOf({ kind: 'address', hostName: '203.0.113.10', user: 'root', port: 2222 })
  assert.match(bare, /^ssh-remote\+[0-9a-f]+$/)
  assert.equal(hostOfAuthority(bare), '203.0.113.10')
})

for (const [authority, host] of [
  ['ssh-remote+npu-train-01.training', 'npu-train-01.training'],
  ['ssh-remote+root@203.0.113.10', '203.0.113.10'],
  ['ssh-remote+root@203.0.113.10:2222', '203.0.113.10'],
  ['ssh-remote+203.0.113.10:22', '203.0.113.10'],
  ['ssh-remote+root@[2001:db8::7]:22', '2001:db8::7'],
  ['ssh-remote+2001:db8::7', '2001:db8::7'],
  ['ssh-remote+root%40npu-train-01', 'npu-train-01'],
  ['ssh-remote+a%zz', 'a%zz'],
  ['ssh-remote+abcd', 'abcd'],
  ['dev-container+7b22686f737450617468223a222f77227d@ssh-remote+npu-train-01', 'npu-train-01'],
  ['attached-container+7b7d@ssh-remote+root@203.0.113.10', '203.0.113.10'],
  ['wsl+Ubuntu', undefined],
  ['dev-container+7b7d', undefined],
  ['my-ssh-remote+host', undefined],
] as const)
  test(`the host of ${authority}`, () => assert.equal(hostOfAuthority(authority), host))

test('what was open last on a server is found among what was opened lately, under each of its names', () => {
  const place = (authority: string, path: string) => ({ scheme: 'vscode-remote', authority, path })
  const folder = (authority: string, path: string) => ({ folderUri: place(authority, path) })
  const workspace = (authority: string, path: string) => ({
    workspace: { id: '1', configPath: place(authority, path) },
  })
  const recent = [
    { fileUri: {} },
    null,
    folder('ssh-remote+b', '/x'),
    folder('ssh-remote+a', '/line\nend'),
    workspace('ssh-remote+w', '/w/team.code-workspace'),
    folder('ssh-remote+a', '/new'),
    folder('ssh-remote+a', '/old'),
  ]
  assert.deepEqual(lastPlace(recent, ['ssh-remote+a']), { kind: 'folder', path: '/new' })
  assert.deepEqual(lastPlace(recent, ['ssh-remote+w', 'ssh-remote+a']), {
    kind: 'workspace',
    path: '/w/team.code-workspace',
  })
  assert.equal(lastPlace(recent, ['ssh-remote+c']), undefined)
})
