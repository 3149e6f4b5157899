import { hasDevServers } from '../../api/devServers'
import { diagnose } from '../../api/diagnosis'
import { listProjects } from '../../api/iam'
import { inTime } from '../../api/inTime'
import type { App } from '../../app'
import type { Entered } from '../../auth/accounts'
import type { Credentials } from '../../auth/credentials'
import { memoryShelf, type TokenRecord, Tokens } from '../../auth/tokens'
import type { Project } from '../../model/project'

const TRY_MS = 30_000

/**
 * One read: of one server in the account's own project where it has one, else of its projects in IAM. A missing right
 * still proves who one is. Gives the tokens that came with it; throws what the client throws.
 */
export async function tryCredentials(
  app: App,
  account: string,
  credentials: Credentials,
  entered?: Entered,
): Promise<TokenRecord> {
  const own = app.projects.all.find(({ project }) => project.account === account)?.project
  const shelf = memoryShelf()
  const session = { tokens: new Tokens(shelf), entered: () => entered }
  const { call } = app.connectWith(own ?? placeOf(app, account, credentials), credentials, session)
  const read = (signal: AbortSignal): Promise<unknown> =>
    own ? hasDevServers(call, own.projectId, signal) : listProjects(call, signal)
  await inTime(app.clock, TRY_MS, read).catch((error: unknown) => {
    if (diagnose(error) !== 'noPermission') throw error
  })
  return shelf.read()
}

/** Where an account without a project is tried. */
function placeOf({ settings }: App, account: string, { iam }: Credentials): Project {
  const endpoints = { iam: iam ?? settings.iamEndpoint() }
  return { name: '', region: 'cn-north-4', projectId: '', account, endpoints, caFile: settings.iamCaFile() }
}
