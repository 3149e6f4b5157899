import assert from 'node:assert/strict'
import { chmodSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { makePrivate, othersIn, permissionProblem } from '../../../src/ssh/keyRights'
import { userSsh } from '../../support/userSsh'

const OWNER = 'S-1-5-21-397955417-626881126-188441444-1010'
const SAFE = `D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;${OWNER})`
const OPEN = `D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;0x1200a9;;;BU)(A;ID;FA;;;${OWNER})`

test('who else may use a file is read from its rights, in whatever language Windows speaks', () => {
  assert.deepEqual(othersIn(SAFE, OWNER), [])
  assert.deepEqual(othersIn(OPEN, OWNER), ['BU'])
  assert.deepEqual(othersIn('D:(A;;FR;;;WD)(A;;FR;;;AU)', OWNER), ['WD', 'AU'])
  assert.deepEqual(othersIn(`D:(A;;FA;;;${OWNER}1)`, OWNER), [`${OWNER}1`])
  // What is denied opens nothing.
  assert.deepEqual(othersIn('D:(D;;FA;;;WD)(A;;FA;;;S-1-5-18)(A;;FA;;;S-1-5-32-544)', OWNER), [])
})

/** The tools of Windows, as far as they are asked here. */
function windows(rights: string) {
  const asked: string[] = []
  const run = async (program: string, args: readonly string[]) => {
    asked.push([program, ...args].join(' '))
    if (program === 'whoami') return { stdout: `"training\\me","${OWNER}"\r\n` }
    const saved = args[args.indexOf('/save') + 1]
    if (args.includes('/save') && saved) writeFileSync(saved, `\ufeffkey\r\n${rights}\r\n`, 'utf16le')
    return { stdout: 'Erfolgreich verarbeitet: 1 Datei(en)' }
  }
  return { asked, run }
}

test('on Windows a key that others may read is said to be so, and icacls makes it private', async () => {
  const { asked, run } = windows(OPEN)
  const key = 'C:\\Users\\me\\my key; calc'
  assert.equal(await permissionProblem(key, 'win32', run), 'tooOpen')
  assert.equal(await permissionProblem(key, 'win32', windows(SAFE).run), undefined)
  asked.splice(0)
  await makePrivate(key, 'win32', run)
  assert.deepEqual(asked, [
    'whoami /user /fo csv /nh',
    `icacls ${key} /reset`,
    `icacls ${key} /inheritance:r /grant:r *${OWNER}:F`,
  ])
})

test('rights that cannot be read are left to ssh to judge', async () => {
  const run = async () => ({ stdout: '' })
  assert.equal(await permissionProblem('C:\\key', 'win32', run), undefined)
  await assert.rejects(makePrivate('C:\\key', 'win32', run))
})

test('elsewhere the mode of the file says it, and chmod mends it', {
  skip: process.platform === 'win32',
}, async (t) => {
  const path = userSsh(t).write('key', '')
  chmodSync(path, 0o640)
  assert.equal(await permissionProblem(path), 'tooOpen')
  await makePrivate(path)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.equal(await permissionProblem(path), undefined)
})
