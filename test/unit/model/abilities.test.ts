import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOs, reinstallOs, showDevServer } from '../../../src/api/devServers'
import { ApiError } from '../../../src/api/errors'
import { deleteDevServer, type PowerAction, powerDevServer, renameDevServer } from '../../../src/api/power'
import { type DevServer, DevServerStatus } from '../../../src/api/schemas'
import { attachVolume } from '../../../src/api/volumes'
import type { ServerStatus } from '../../../src/emulator/lifecycle'
import { SAMPLE } from '../../../src/emulator/sample'
import { canChangeOs, canReboot, canStart, canStop, isBilledByTerm, isBusy } from '../../../src/model/devServerStatus'
import { serverTokens } from '../../../src/model/rowTokens'
import { PROJECT, setup } from './setup'

const STATUSES = DevServerStatus.def.innerType.options.filter(
  (status): status is Exclude<ServerStatus, 'DELETED'> => status !== 'UNKNOWN' && status !== 'DELETED',
)
const { projectId } = PROJECT

type Act = (call: ReturnType<ReturnType<typeof setup>['connect']>['call'], id: string) => Promise<unknown>

interface Row {
  readonly can: (server: DevServer) => boolean
  readonly act: Act
  /** The server's status stays as it is. */
  readonly isQuiet?: true
}

const power =
  (action: PowerAction): Act =>
  (call, id) =>
    powerDevServer(call, projectId, id, action)

const ACTIONS: Readonly<Record<string, Row>> = {
  start: { can: canStart, act: power('start') },
  stop: { can: canStop, act: power('stop') },
  reboot: { can: canReboot, act: power('reboot') },
  changeOs: {
    can: canChangeOs,
    act: (call, id) =>
      changeOs(call, projectId, id, {
        imageId: SAMPLE.images.ecsUbuntu,
        login: { keyPairName: SAMPLE.keyPairs.usual },
      }),
  },
  reinstallOs: {
    can: canChangeOs,
    act: (call, id) =>
      reinstallOs(call, projectId, id, {
        imageId: SAMPLE.images.ecsUbuntu,
        login: { keyPairName: SAMPLE.keyPairs.usual },
      }),
  },
  // What menus offer by the words of a row.
  rename: {
    can: (server) => /^devServer;(?!readOnly;)/.test(serverTokens(server)),
    act: (call, id) => renameDevServer(call, projectId, id, 'another-name'),
    isQuiet: true,
  },
  attachVolume: {
    can: (server) => serverTokens(server).includes('canAttach;'),
    act: (call, id) => attachVolume(call, projectId, id, SAMPLE.volume),
    isQuiet: true,
  },
}

/** What an action on a server in a status comes to: the same server for every cell of the table. */
async function cell(status: ServerStatus, act: Act, id: string) {
  const bench = setup({ lagMs: 0 })
  bench.emulator.control.settle(id, { status })
  const { call } = bench.connect()
  const server = await showDevServer(call, projectId, id)
  assert.ok(server)
  const error = await act(call, id).then(
    () => undefined,
    (refused: unknown) => refused,
  )
  if (error !== undefined) assert.ok(error instanceof ApiError && error.status === 400, String(error))
  return { server, isAccepted: error === undefined, after: await showDevServer(call, projectId, id) }
}

for (const [name, { can, act, isQuiet }] of Object.entries(ACTIONS)) {
  for (const status of STATUSES) {
    test(`${name} in ${status}: is offered where the service takes it, and nowhere else`, async () => {
      const { server, isAccepted, after } = await cell(status, act, SAMPLE.servers.ecsStopped)
      assert.equal(can(server), isAccepted)
      assert.equal(after !== undefined && isBusy(after), (isAccepted && !isQuiet) || isBusy(server))
    })
  }
}

for (const status of STATUSES) {
  for (const [kind, id] of [
    ['pay-per-use', SAMPLE.servers.ecsStopped],
    ['yearly/monthly', SAMPLE.servers.stopped],
  ] as const) {
    test(`delete of a ${kind} server in ${status}: what leads to the console is refused by the service too`, async () => {
      const { server, isAccepted } = await cell(status, (call, one) => deleteDevServer(call, projectId, one), id)
      if (isBilledByTerm(server) || isBusy(server)) assert.equal(isAccepted, false)
      if (['CREATE_FAILED', 'ERROR'].includes(status)) assert.ok(isAccepted)
      if (kind === 'pay-per-use' && ['RUNNING', 'STOPPED'].includes(status)) assert.ok(isAccepted)
    })
  }
}
