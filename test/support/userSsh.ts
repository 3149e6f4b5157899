import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Ssh } from '../../src/ssh/program'

/** A user's ssh with a folder of its own, that ends with the test; no server. */
export interface UserSsh {
  readonly ssh: Ssh
  readonly folder: string
  /** Where ssh keeps new keys; `write` and `read` are Latin-1. */
  readonly knownHosts: string
  readonly config: (text: string) => void
  readonly write: (name: string, text: string) => string
  readonly read: (name: string) => string
}

/** Makes a folder with an empty configuration and known hosts of its own. */
export function userSsh(test: TestContext): UserSsh {
  const folder = mkdtempSync(join(tmpdir(), 'devservers user-'))
  test.after(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string): string => {
    const path = join(folder, name)
    writeFileSync(path, text, 'latin1')
    return path
  }
  const knownHosts = join(folder, 'known_hosts')
  const usual = `\nHost *\n  UserKnownHostsFile "${knownHosts}"\n  GlobalKnownHostsFile none\n`
  const config = (text: string): void => void write('config', text + usual)
  config('')
  const ssh: Ssh = { program: 'ssh', configFile: join(folder, 'config'), folder }
  return { ssh, folder, knownHosts, config, write, read: (name) => readFileSync(join(folder, name), 'latin1') }
}
