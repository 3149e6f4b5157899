import { listDevServers } from '../../api/devServers'
import { diagnose } from '../../api/diagnosis'
import { listProjects } from '../../api/iam'
import type { App } from '../../app'
import type { Entered } from '../../auth/accounts'
import type { Credentials } from '../../auth/credentials'
import { memoryShelf, type TokenRecord, Tokens } from '../../auth/tokens'
import type { Project } from '../../model/project'

const TRY_MS = 30_000

/**
 * One read: the account's own project where it has one, else its projects in IAM. A missing right still proves who one
 * is. Gives the tokens that came with it; throws what the client throws.
 */
export async function tryCredentials(
  app: App,
  account: string,
  credentials: Credentials,
  entered?: Entered,
): Promise<TokenRecord> {
  const project = app.projects.all.find((servers) => servers.project.account === account)?.project
  const shelf = memoryShelf()
  const session = { tokens: new Tokens(shelf), entered: () => entered }
  const { call } = app.connectWith(project ?? placeOf(app, account), credentials, session)
  const signal = AbortSignal.timeout(TRY_MS)
  try {
    await (project ? listDevServers(call, project.projectId, signal) : listProjects(call, signal))
  } catch (error) {
    if (diagnose(error) !== 'noPermission') throw error
  }
  return shelf.read()
}

/** Where an account without a project is tried. */
function placeOf({ settings }: App, account: string): Project {
  return { name: '', region: 'cn-north-4', projectId: '', account, endpoints: { iam: settings.iamEndpoint() } }
}
