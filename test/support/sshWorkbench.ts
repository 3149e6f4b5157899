import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import type { TestContext } from 'node:test'
import { replace } from '../../src/emulator/call'
import { SAMPLE } from '../../src/emulator/sample'
import type { Server } from '../../src/emulator/state'
import { addKnownHosts, knownHostsLines, scanHostKeys } from '../../src/ssh/hostKeys'
import type { Windows } from './editor/shared'
import type { Workbench } from './editor/workbench'
import { signIn } from './journey'
import { type Service, startService } from './service'
import { type Sshd, startSshd } from './sshd'

/** Where the OpenSSH servers of tests listen. */
export const HOST = '127.0.0.1'

/** A window in which a DevServer is listed that is this computer, where a real OpenSSH server listens. */
export interface SshWorkbench {
  readonly sshd: Sshd
  readonly service: Service
  readonly workbench: Workbench
}

/** What is out of the ordinary. */
export interface SshOptions {
  /** The name of one of the sample servers. */
  readonly server?: string
  /** What the service says of it. */
  readonly wire?: Partial<Server>
  /** Of the setting `ssh.servers`, over what leads to the OpenSSH server. */
  readonly login?: object
  /** Of the project's entry. */
  readonly project?: (sshd: Sshd) => object
}

/** Opens the window and signs in; the user's ssh is one that knows of nothing but the test. */
export async function openSshWorkbench(
  t: TestContext,
  windows: Windows,
  { server: name = 'npu-train-02', wire = {}, login = {}, project = () => ({}) }: SshOptions = {},
): Promise<SshWorkbench> {
  const sshd = await startSshd(t)
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state } = service.emulator.control
  const server = state.servers.find((one) => one.name === name)
  assert.ok(server)
  const shown = replace(state.servers, { ...server, privateIp: HOST, ...wire })
  state.publicIps.splice(0)
  const [entry] = service.settings['modelartsDevServers.projects'] as readonly object[]
  const settings = {
    ...service.settings,
    'modelartsDevServers.projects': [{ ...entry, ...project(sshd) }],
    'modelartsDevServers.ssh.servers': { [server.id]: { user: userInfo().username, port: sshd.port, ...login } },
    'remote.SSH.configFile': sshd.ssh.configFile,
  }
  const workbench = await windows.open(t, { settings })
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey })
  await workbench.row(shown.name).waitFor()
  return { sshd, service, workbench }
}

/** Types into the terminal that is shown, and waits until it has closed. */
export async function leaveTerminal({ page }: Workbench, typed = 'exit\n'): Promise<void> {
  const terminal = page.locator('.terminal-wrapper.active')
  await terminal.click()
  await page.keyboard.type(typed)
  await terminal.waitFor({ state: 'hidden' })
}

/** Keeps the server's host key as ssh itself would after a first connection. */
export async function knowHost(sshd: Sshd, isHashed = false): Promise<void> {
  const keys = await scanHostKeys(sshd.ssh, HOST, sshd.port)
  await addKnownHosts(sshd.knownHosts, knownHostsLines([`[${HOST}]:${sshd.port}`], keys, isHashed))
}
