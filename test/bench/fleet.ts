import { DevServer } from '../../src/api/schemas'
import { isSame } from '../../src/base/isSame'
import { createEmulator } from '../../src/emulator/emulator'
import { serverView } from '../../src/emulator/serverView'
import { arrange, isSameShape } from '../../src/model/arrangement'
import { difference } from '../../src/model/difference'
import { ListOptions } from '../../src/model/listOptions'
import { interleaved, type Measurement } from '../support/measure'

const SERVERS = 10_000

/** What a reading of ten thousand servers costs the extension host before a row is drawn. */
export async function fleet(): Promise<readonly Measurement[]> {
  const { control } = createEmulator({ now: Date.now })
  const [like] = control.state.servers
  if (!like) throw new Error('there are no sample servers')
  const made = control.addServers(SERVERS, like)
  const read = (): ReadonlyMap<string, DevServer> =>
    new Map(made.map((one) => [one.id, DevServer.parse(serverView(control.state, one, Date.now()))]))
  const [before, after] = [read(), read()]
  const servers = [...after.values()]
  const options = (change: Partial<ListOptions>) => ListOptions.parse(change)
  const words = (status: string): string => status
  const first = arrange(servers, [], options({}), words)
  const works = {
    difference: () => difference(before, after),
    json: () => servers.filter((server) => JSON.stringify(server) !== JSON.stringify(before.get(server.id))),
    arrange: () => arrange(servers, [], options({}), words),
    filtered: () => arrange(servers, [], options({ filter: 'status:stopped npu 0099', sort: 'status' }), words),
    grouped: () => arrange(servers, [], options({ group: 'status' }), words),
    shape: () => isSameShape(first, arrange(servers, [], options({}), words)),
  }
  await interleaved(3, works)
  const ms = await interleaved(9, works)
  if (!isSame([...before.values()], servers)) throw new Error('both readings should be the same')
  return [
    {
      what: `comparing two readings of ${SERVERS} servers`,
      result: `${ms.difference.toFixed(1)} ms; by JSON.stringify ${ms.json.toFixed(1)} ms`,
    },
    {
      what: `arranging ${SERVERS} servers`,
      result: `by name ${ms.arrange.toFixed(1)} ms; filtered ${ms.filtered.toFixed(1)} ms; grouped ${ms.grouped.toFixed(1)} ms`,
    },
    { what: 'arranging and seeing that no row has moved', result: `${ms.shape.toFixed(1)} ms` },
  ]
}
