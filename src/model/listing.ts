import { listDevServers } from '../api/devServers'
import type { Hyperinstance } from '../api/hyperinstances'
import type { DevServer } from '../api/schemas'
import type { Clock } from '../base/clock'
import type { Connection } from './connection'
import type { Supernodes } from './supernodes'

/** Rows are drawn again when there are twice as many, or after this time. */
const DRAW_MS = 1000

/** Reads a project's servers and supernodes; `draw` is given what is there while pages arrive, now and then. */
export async function readList(
  connection: Connection,
  supernodes: Supernodes,
  clock: Clock,
  draw: (sofar: ReadonlyMap<string, DevServer>) => void,
  signal: AbortSignal,
): Promise<{ readonly servers: readonly DevServer[]; readonly supernodes: readonly Hyperinstance[] }> {
  const sofar = new Map<string, DevServer>()
  let drawn = 0
  let drawnAt = 0
  let reading: Promise<readonly Hyperinstance[]> | undefined
  const onPage = (fresh: readonly DevServer[]): void => {
    // Not before the first answer: keys that are refused should be refused once.
    reading ??= supernodes.read(connection, signal)
    for (const server of fresh) sofar.set(server.id, server)
    if (sofar.size < drawn * 2 && clock.now() - drawnAt < DRAW_MS) return
    drawn = sofar.size
    drawnAt = clock.now()
    draw(new Map(sofar))
  }
  const servers = await listDevServers(connection.call, connection.project.projectId, signal, onPage)
  return { servers, supernodes: await (reading ?? supernodes.read(connection, signal)) }
}
