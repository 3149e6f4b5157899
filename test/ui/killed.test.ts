import assert from 'node:assert/strict'
import { watch } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { storageOf } from '../support/editor/userSettings'
import { changeOs, SAMPLE_CHOICE, signIn, WORDS } from '../support/journey'
import { type Service, startService } from '../support/service'

const windows = useWindows()
const { image } = SAMPLE_CHOICE

/** Ends the extension hosts of a server as a crash does: nothing of theirs is run any more. */
async function killHosts(dataDir: string): Promise<void> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    processes.map(async (pid) => ({
      pid: Number(pid),
      command: await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => ''),
      parent: Number(/^\d+ \(.*\) \S (\d+)/.exec(await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => ''))?.[1]),
    })),
  )
  const servers = all.filter(({ command }) => command.includes(dataDir) && command.includes('server-main'))
  const hosts = all.filter(
    ({ command, parent }) => command.includes('--type=extensionHost') && servers.some(({ pid }) => pid === parent),
  )
  assert.ok(hosts.length > 0, 'no extension host was found')
  for (const { pid } of hosts) process.kill(pid, 'SIGKILL')
}

/** Resolves when so many lists were served after the request for a server. */
const lists =
  (count: number) =>
  ({ http }: Service, id: string): Promise<void> =>
    new Promise((resolve) => {
      let seen = -1
      const listening = http.onDidServe(({ method, path }) => {
        if (method === 'POST' && path.includes(id)) seen = 0
        else if (seen >= 0 && path.includes('/dev-servers?')) seen++
        if (seen !== count) return
        listening.dispose()
        resolve()
      })
    })

/** Resolves when a file of such a name was written by the extension. */
const file = (folder: string, name: RegExp) => async (): Promise<void> => {
  const at = join(storageOf(windows.server()), folder)
  const before = new Set(await readdir(at).catch(() => []))
  await new Promise<void>((resolve) => {
    const watcher = watch(at, (_event, changed) => {
      if (!changed || before.has(changed) || !name.test(changed)) return
      watcher.close()
      resolve()
    })
  })
}

/** The request has left, and the service has not seen it yet: it will, whoever is still there to hear of it. */
const onItsWay = ({ http }: Service, id: string): Promise<void> =>
  new Promise((resolve) => {
    http.fault = (method, path) => {
      if (method !== 'POST' || !path.includes(id)) return undefined
      http.fault = () => undefined
      resolve()
      return { kind: 'delay', ms: 2_000 }
    }
  })

/** The words are on the screen. */
const told = (_service: Service, _id: string, words: Locator): Promise<void> => words.waitFor({ timeout: 60_000 })

/** The answer is on its way, and never arrives. */
const unanswered = ({ http }: Service, id: string): Promise<void> =>
  new Promise((resolve) => {
    http.fault = (method, path) => {
      if (method !== 'POST' || !path.includes(id)) return undefined
      http.fault = () => undefined
      resolve()
      return { kind: 'reset', when: 'after' }
    }
  })

type Moment = (service: Service, id: string, words: Locator) => Promise<void>

const MOMENTS: readonly (readonly [string, Moment])[] = [
  ['while its request is on its way', onItsWay],
  ['before the answer to its request', unanswered],
  ['with the answer to its request', lists(0)],
  ['as the acceptance is written down', file('osChanges', /known$/)],
  ['with the first list after its request', lists(1)],
  ['with the second', lists(2)],
  ['with the third', lists(3)],
  ['as its end is claimed', file('osChanges', /claim-0$/)],
  ['as its end is kept', file('osHistory', /json$/)],
  ['once its end was told', told],
]

test('an extension host is killed at one moment of a change after the other: each end is told, and nothing is sent twice', {
  skip: process.platform !== 'linux',
}, async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state, addServers } = service.emulator.control
  const like = state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  assert.ok(like)
  const added = addServers(MOMENTS.length, like)
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey })
  for (const [at, [name, moment]] of MOMENTS.entries()) {
    const server = added[at]
    assert.ok(server)
    const steps = changeOs({ ...SAMPLE_CHOICE, server: server.name })
    for (const { take } of steps.slice(0, -2)) await take(workbench)
    const ended = WORDS.ended(server.name, image)
    const killed = moment(service, server.id, workbench.notification(ended)).then(() =>
      killHosts(windows.server().dataDir),
    )
    await new QuickInput(workbench, WORDS.confirm(server.name)).accept(server.name)
    await killed
    const wasTold = await workbench.notification(ended).isVisible()
    await workbench.page.reload()
    await workbench.ready()
    await workbench.openView()
    if (!wasTold) await workbench.notification(ended).waitFor({ timeout: 90_000 })
    await workbench.row(WORDS.running(server.name, image)).waitFor()
    if (wasTold) assert.equal(await workbench.notification(ended).count(), 0, `${name}: it is told once`)
    assert.equal(service.count('POST', new RegExp(`${server.id}/changeos$`)), 1, name)
    t.diagnostic(`killed ${name}: ${wasTold ? 'told before' : 'told by the next window'}`)
  }
})
