import type { CancellationToken } from 'vscode'
import * as z from 'zod/mini'
import { fits } from '../../api/images'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import { canChangeOs, canStop } from '../../model/devServerStatus'
import type { DevServers } from '../../model/devServers'
import type { OsChange } from '../../model/osChange'
import { exportedOf } from '../../model/osHistoryExport'
import { loginProblem } from '../../model/preflight'
import { serverUrl } from '../../model/requestUrl'
import { sentenceOf } from '../../texts/problem'
import { reviewText } from '../../wizard/changeOs/reviewText'
import type { ToolName } from '../ids'
import { stopFirstText } from '../stopFirst'
import { type AgentServices, agentServices } from './services'

/** Servers that one answer names at most: more would only fill the model's memory. */
const MOST_SERVERS = 200

const Which = z.object({ project: z.string(), serverId: z.string() })
const Plan = z.extend(Which, {
  imageId: z.string().check(z.minLength(1)),
  keyPairName: z.string().check(z.minLength(1)),
})
const Some = z.object({ project: z.optional(z.string()), query: z.optional(z.string()) })
const About = z.object({ project: z.optional(z.string()), serverId: z.optional(z.string()) })

/** Runs an agent's tool; answers what the model reads. Errors tell it what to do next. */
export const runAgentTool = (app: App, name: ToolName, input: unknown, cancel: CancellationToken): Promise<string> =>
  runTool(agentServices(app), name, input, cancel)

async function runTool(
  services: AgentServices,
  name: ToolName,
  input: unknown,
  cancel: CancellationToken,
): Promise<string> {
  switch (name) {
    case 'list_devservers':
      return json(await listServers(services, parsed(Some, input)))
    case 'list_devserver_images':
      return json(await listImages(services, parsed(Which, input)))
    case 'get_os_change_status':
      return json(await status(services, parsed(About, input)))
    case 'plan_os_change':
      return plan(services, parsed(Plan, input))
    case 'change_devserver_os':
      return change(services, parsed(Plan, input), cancel)
  }
}

const json = (value: unknown): string => JSON.stringify(value, undefined, 1)

function parsed<T extends z.ZodMiniType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const where = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  throw new Error(`The input is not usable (${where}). Call list_devservers for project names and server ids.`)
}

async function listServers({ app }: AgentServices, { project, query = '' }: z.output<typeof Some>) {
  const wanted = app.projects.all.filter((servers) => (project ?? servers.project.name) === servers.project.name)
  if (wanted.length === 0) throw new Error('There is no such project. Ask the user to sign in and add one.')
  await Promise.all(wanted.map((servers) => servers.refresh()))
  const words = query.toLowerCase().split(/\s+/)
  const rows = wanted.flatMap((servers) =>
    servers.servers.map((server) => rowOf(servers, server, app.osChanges.find(servers.project, server.id))),
  )
  const found = rows.filter((row) => words.every((word) => JSON.stringify(row).toLowerCase().includes(word)))
  const problems = wanted.flatMap(({ project: { name }, health }) =>
    health.kind === 'problem'
      ? [`${name}: ${app.explain(health.error)}`]
      : health.kind === 'notSignedIn'
        ? [`${name}: not signed in`]
        : [],
  )
  return { servers: found.slice(0, MOST_SERVERS), total: found.length, problems }
}

const rowOf = ({ project }: DevServers, server: DevServer, osChange: OsChange | undefined) => ({
  project: project.name,
  region: project.region,
  serverId: server.id,
  name: server.name,
  status: server.status,
  image: server.image?.name,
  imageId: server.image?.id,
  flavor: server.flavor,
  address: server.address,
  keyPairName: server.keyPairName,
  osCanBeChanged: !osChange && (canChangeOs(server) || canStop(server)),
  wouldBeStoppedFirst: !canChangeOs(server) && canStop(server),
  osChangeInProgress: osChange !== undefined,
})

async function listImages(services: AgentServices, which: z.output<typeof Which>) {
  const { server, connection } = await found(services, which)
  const images = await services.images(connection, server)
  const rowsOf = (of: readonly { readonly id: string; readonly name: string; readonly isActive: boolean }[]) =>
    of.filter(({ isActive }) => isActive).map(({ id, name }) => ({ imageId: id, name }))
  return {
    installed: server.image && { imageId: server.image.id, name: server.image.name },
    curated: rowsOf(images.curated),
    private: rowsOf(images.private),
    shared: rowsOf(images.shared),
  }
}

async function status({ app }: AgentServices, { project, serverId }: z.output<typeof About>) {
  await app.osChanges.reload()
  const isWanted = (change: OsChange): boolean =>
    (project ?? change.project.name) === change.project.name && (serverId ?? change.serverId) === change.serverId
  const past = (await app.osHistory.all()).filter(({ change }) => isWanted(change)).slice(0, 10)
  const inProgress = app.osChanges.inFlight.filter(isWanted).map((change) => ({
    project: change.project.name,
    serverId: change.serverId,
    serverName: change.serverName,
    newImage: change.image.name,
    begunAt: new Date(change.intendedAt).toISOString(),
    elapsedSeconds: Math.round((app.clock.now() - change.intendedAt) / 1000),
    ...(change.usualMs !== undefined && { usualSeconds: Math.round(change.usualMs / 1000) }),
    isAcceptedByService: change.isAccepted,
    wasSeenChanging: change.seenAt !== undefined,
  }))
  return { inProgress, ended: past.map(exportedOf) }
}

async function plan(services: AgentServices, input: z.output<typeof Plan>): Promise<string> {
  const { server, connection } = await found(services, input)
  const image = await services.image(connection, server, input.imageId)
  if (!image?.isActive || !fits(image, server))
    throw new Error('There is no such image for this server. Call list_devserver_images for those that fit.')
  if (!canChangeOs(server) && !canStop(server)) {
    throw new Error(
      `The OS cannot be changed while the server is ${server.status}. Wait, and call list_devservers again.`,
    )
  }
  const { project, identity } = connection
  const wanted = { image, login: { keyPairName: input.keyPairName } }
  const problem = await loginProblem(connection, wanted.login)
  if (problem)
    throw new Error(
      `The key pair ${input.keyPairName} ${problem.kind === 'keyPairFrozen' ? 'is frozen' : 'does not exist'}. Ask the user for another one.`,
    )
  const review = reviewText({
    action: 'changeos',
    project,
    server,
    identity,
    url: serverUrl(project, server.id, 'changeos'),
    plan: wanted,
    stopFirst: stopFirstText(server, wanted),
  })
  return `${review}\n\nShow this to the user. change_devserver_os asks them to type the server's name before anything happens.`
}

async function change(
  services: AgentServices,
  input: z.output<typeof Plan>,
  cancel: CancellationToken,
): Promise<string> {
  const { server } = await found(services, input)
  const ended = await services.changeOs(input, cancel)
  if (ended.kind === 'refused')
    return `Nothing was changed: ${sentenceOf(ended.error)} The user was told, and may try again. Do not call change_devserver_os again unless the user asks for it.`
  const begun = ended.kind === 'begun' ? ended.how : undefined
  if (begun === 'accepted') {
    return `The change of OS of ${server.name} has begun. It takes minutes; the user is told how it ends. Call get_os_change_status to see how far it is. Do not call change_devserver_os again.`
  }
  if (begun === 'unknown') {
    return `It is not known whether the change of OS of ${server.name} has begun. It must not be sent again. Call get_os_change_status later.`
  }
  return `Nothing was changed: the user did not confirm, or the server cannot be changed now. Do not try again unless the user asks for it.`
}

async function found(services: AgentServices, { project, serverId }: z.output<typeof Which>) {
  const target = await services.target({ project, serverId })
  const connection = await target?.servers.connection()
  const server = await target?.servers.reread(serverId)
  if (!server || !connection) throw new Error('There is no such server, or nobody is signed in. Call list_devservers.')
  return { server, connection }
}
