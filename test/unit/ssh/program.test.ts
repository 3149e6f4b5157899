import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { effectiveFor } from '../../../src/ssh/effective'
import { isScript, runProgram, sibling } from '../../../src/ssh/program'
import { missingSsh } from '../../support/sshd'
import { userSsh } from '../../support/userSsh'

test('the programs of an ssh lie beside it, or on the path where it is a wrapper', (t) => {
  const { folder, write } = userSsh(t)
  const program = write('ssh', '')
  const beside = write('ssh-keygen', '')
  assert.equal(sibling({ program, folder }, 'ssh-keygen'), beside)
  assert.equal(sibling({ program, folder }, 'ssh-keyscan'), 'ssh-keyscan')
  assert.equal(sibling({ program: 'ssh', folder }, 'ssh-add'), 'ssh-add')
  assert.equal(sibling({ program: join(folder, 'ssh.exe'), folder }, 'ssh-keygen'), 'ssh-keygen')
})

test('a script of Windows is told from a program; elsewhere a script is one', () => {
  for (const name of ['C:\\tools\\ssh.bat', 'ssh.CMD']) assert.equal(isScript(name, 'win32'), true, name)
  assert.equal(isScript('C:\\Windows\\System32\\OpenSSH\\ssh.exe', 'win32'), false)
  assert.equal(isScript('/usr/local/bin/ssh.bat', 'linux'), false)
})

test('what is not there, and what may not be run, cannot be started', async (t) => {
  const { folder, write } = userSsh(t)
  for (const program of [join(folder, 'nothing'), write('no program', '')])
    await assert.rejects(runProgram(program, []), { name: 'ProgramMissing', program })
})

test('an ssh that gives no answer in time is not the fault of the configuration', {
  skip: missingSsh() ?? process.platform === 'win32',
}, async (t) => {
  const { ssh, write } = userSsh(t)
  // Ended by a signal, as a time-out does.
  const program = write('ssh.sh', '#!/bin/sh\nkill -TERM $$\n')
  chmodSync(program, 0o755)
  await assert.rejects(effectiveFor({ ...ssh, program }, 'host'), { name: 'ProgramStuck' })
})
