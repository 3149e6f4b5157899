import type { CancellationToken } from 'vscode'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import { unlistedImage } from '../../model/changeOsAnswers'
import type { Connection } from '../../model/connection'
import { findImage, listOfferedImages } from '../../model/offeredImages'
import { replaceOs } from '../changeOs'
import { targetOf } from '../target'

/** What agents' tools need of the program. */
export type AgentServices = ReturnType<typeof agentServices>

/** The program as agents' tools may use it. */
export function agentServices(app: App) {
  // Whatever the setting says, and whatever was always allowed: what an agent asks for is typed by a person.
  const typed: App = { ...app, settings: { ...app.settings, confirm: () => 'name' } }
  return {
    app,
    target: (input: { readonly project: string; readonly serverId: string }) => targetOf(app, [input]),
    images: listOfferedImages,
    image: async (connection: Connection, server: DevServer, id: string) => {
      const found = await findImage(connection, server, id)
      if (found === 'missing') return undefined
      return found === 'unknown' ? unlistedImage(id) : found
    },
    changeOs: (input: object, cancel: CancellationToken) => replaceOs(typed, [input], 'changeos', cancel),
  }
}
