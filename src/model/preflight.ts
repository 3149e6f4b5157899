import type { ChangeOsRequest } from '../api/devServers'
import { fits } from '../api/images'
import { keyPairProblem } from '../api/keyPairRules'
import { listKeyPairs } from '../api/keyPairs'
import type { DevServer } from '../api/schemas'
import type { ChangeOsAnswers, ChangeOsPlan } from './changeOsAnswers'
import type { Connection } from './connection'
import { canChangeOs, canStop } from './devServerStatus'
import type { DevServers } from './devServers'
import { findImage } from './offeredImages'

/** What is no longer as it was when it was asked about. */
export type PreflightProblem =
  | { readonly kind: 'name' | 'installed' | 'status' | 'owner' }
  | { readonly kind: 'imageMissing' | 'imageInactive' | 'imageUnfit' }
  | { readonly kind: 'keyPairMissing' | 'keyPairFrozen' }

export type Checked =
  | { readonly kind: 'ok'; readonly server: DevServer }
  | { readonly kind: 'gone' }
  | { readonly kind: 'problem'; readonly server: DevServer; readonly problem: PreflightProblem }

/** What was reviewed and confirmed. */
export interface Confirmed {
  readonly server: DevServer
  readonly connection: Connection
  readonly action: 'changeos' | 'reinstallos'
  readonly plan: ChangeOsPlan
  /** False once the project was taken out of the settings, or altered there. */
  readonly isListed: () => boolean
}

/** Minutes may have passed since things were read: what was confirmed must still be so, by readings of this moment. */
export async function preflight(servers: DevServers, confirmed: Confirmed): Promise<Checked> {
  const { server: seen, connection } = confirmed
  const [server, image, login] = await Promise.all([
    servers.reread(seen.id),
    imageProblem(connection, seen, confirmed.action, confirmed.plan.image.id),
    loginProblem(connection, confirmed.plan.login),
  ])
  const isOurs = (await servers.connection()) === connection && confirmed.isListed()
  if (!isOurs) return { kind: 'problem', server: server ?? seen, problem: { kind: 'owner' } }
  if (!server) return { kind: 'gone' }
  const problem = serverProblem(seen, server) ?? image ?? login
  return problem ? { kind: 'problem', server, problem } : { kind: 'ok', server }
}

function serverProblem(seen: DevServer, now: DevServer): PreflightProblem | undefined {
  if (now.name !== seen.name) return { kind: 'name' }
  if (now.image?.id !== seen.image?.id) return { kind: 'installed' }
  const isAsReady = canChangeOs(seen) ? canChangeOs(now) : canStop(now)
  return isAsReady ? undefined : { kind: 'status' }
}

/** What nobody can tell is left to the service. */
export async function imageProblem(
  connection: Connection,
  server: DevServer,
  action: Confirmed['action'],
  id: string,
): Promise<PreflightProblem | undefined> {
  if (action === 'reinstallos') return undefined
  const image = await findImage(connection, server, id)
  if (image === 'unknown') return undefined
  if (image === 'missing') return { kind: 'imageMissing' }
  if (!image.isActive) return { kind: 'imageInactive' }
  return fits(image, server) ? undefined : { kind: 'imageUnfit' }
}

/** The same of the login. */
export async function loginProblem(
  connection: Connection,
  login: ChangeOsRequest['login'],
): Promise<PreflightProblem | undefined> {
  if (!('keyPairName' in login)) return undefined
  const { keyPairName } = login
  const pairs = await listKeyPairs(connection.call, connection.project.projectId).catch(() => undefined)
  if (!pairs) return undefined
  const pair = pairs.find(({ name }) => name === keyPairName)
  if (!pair) return { kind: 'keyPairMissing' }
  return keyPairProblem(pair) === 'frozen' ? { kind: 'keyPairFrozen' } : undefined
}

/** The question that a problem leads back to. */
export function placeOf(problem: PreflightProblem): 'image' | 'login' | 'review' {
  switch (problem.kind) {
    case 'imageMissing':
    case 'imageInactive':
    case 'imageUnfit':
      return 'image'
    case 'keyPairMissing':
    case 'keyPairFrozen':
      return 'login'
    case 'name':
    case 'installed':
    case 'status':
    case 'owner':
      return 'review'
  }
}

/** The answers that still stand. */
export function stillValid(answers: ChangeOsAnswers, problem: PreflightProblem): ChangeOsAnswers {
  const { image: _image, ...withoutImage } = answers
  const { login: _login, ...withoutLogin } = answers
  switch (placeOf(problem)) {
    case 'image':
      return { ...withoutImage, wantsOwnImage: false }
    case 'login':
      return withoutLogin
    case 'review':
      return answers
  }
}
