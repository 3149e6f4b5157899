import { l10n, window } from 'vscode'
import { powerHyperinstance } from '../../api/hyperinstances'
import { type PowerAction, powerDevServer } from '../../api/power'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import { canReboot, canStart, canStop } from '../../model/devServerStatus'
import type { Acted } from '../../model/devServers'
import { statusText } from '../../texts/status'
import type { Target } from '../target'
import { placeOf, type SupernodeTarget, signedIn, supernodeOf, targetsOf } from './targets'

const CAN: Readonly<Record<PowerAction, (server: DevServer) => boolean>> = {
  start: canStart,
  stop: canStop,
  reboot: canReboot,
}
/** Requests in flight at once, for many servers. */
const AT_ONCE = 4
const MOST_NAMED = 10

type Done = 'accepted' | 'unknown' | 'refused'

/** Starts, stops or restarts servers, or a whole supernode; asks first where work could be lost. */
export async function power(app: App, args: readonly unknown[], action: PowerAction): Promise<readonly Done[]> {
  const supernode = action === 'reboot' ? undefined : supernodeOf(app, args)
  if (supernode && action !== 'reboot') return powerSupernode(app, supernode, action)
  const targets = await readAgain(await targetsOf(app, args))
  const able = targets.filter((target) => whyNot(app, target, action) === undefined)
  const left = targets.filter((target) => !able.includes(target))
  if (able.length === 0) {
    if (left.length > 0) void window.showWarningMessage(leftText(app, left, action))
    return []
  }
  if (!(await isConfirmed(app, able, left, action))) return []
  return sendAll(app, able, action)
}

/** What a menu or an argument meant may have changed since: one page for one server, one list for many. */
async function readAgain(targets: readonly Target[]): Promise<readonly Target[]> {
  const [only] = targets
  if (only && targets.length === 1) {
    const server = await only.servers.reread(only.server.id)
    if (!server)
      throw new Error(l10n.t('{0} is no longer there (project {1}).', only.server.name, only.servers.project.name))
    return [{ servers: only.servers, server }]
  }
  await Promise.all([...new Set(targets.map(({ servers }) => servers))].map((servers) => servers.refresh()))
  return targets.map(({ servers, server }) => ({ servers, server: servers.get(server.id) ?? server }))
}

/** Why an action cannot be asked for now; undefined where it can. */
function whyNot(app: App, { servers, server }: Target, action: PowerAction): string | undefined {
  if (app.osChanges.find(servers.project, server.id)) return l10n.t('its OS is being changed')
  if (servers.pending(server.id)) return l10n.t('another operation is under way')
  return CAN[action](server) ? undefined : statusText(server.status)
}

function leftText(app: App, left: readonly Target[], action: PowerAction): string {
  const names = left.map((target) => `${placeOf(target)}: ${whyNot(app, target, action) ?? ''}`)
  const list = shortList(names)
  switch (action) {
    case 'start':
      return l10n.t('Cannot be started now: {0}.', list)
    case 'stop':
      return l10n.t('Cannot be stopped now: {0}.', list)
    case 'reboot':
      return l10n.t('Cannot be rebooted now: {0}.', list)
  }
}

function shortList(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED
  const shown = names.slice(0, MOST_NAMED).join('; ')
  return rest > 0 ? l10n.t('{0}; and {1} more', shown, rest) : shown
}

async function isConfirmed(
  app: App,
  able: readonly Target[],
  left: readonly Target[],
  action: PowerAction,
): Promise<boolean> {
  if (action === 'start') return true
  const names = shortList(able.map(placeOf))
  const one = able.length === 1
  const many = String(able.length)
  const isStop = action === 'stop'
  const question = isStop
    ? one
      ? l10n.t('Stop {0}?', names)
      : l10n.t('Stop {0} servers?', many)
    : one
      ? l10n.t('Reboot {0}?', names)
      : l10n.t('Reboot {0} servers?', many)
  const loss = isStop
    ? l10n.t('This is a forced power-off: what runs on it ends at once, and unsaved data is lost.')
    : l10n.t('What runs on it ends, and unsaved data is lost.')
  const detail = [loss, !one && names, left.length > 0 && leftText(app, left, action)].filter(Boolean).join('\n\n')
  const yes = isStop ? l10n.t('Stop') : l10n.t('Reboot')
  return (await window.showWarningMessage(question, { modal: true, detail }, yes)) === yes
}

/** Sends one request for each server, a few at a time; what failed is told in one message. */
async function sendAll(app: App, targets: readonly Target[], action: PowerAction): Promise<readonly Done[]> {
  const done = new Map<Target, Done>()
  const problems: string[] = []
  const queue = [...targets]
  const work = async (): Promise<void> => {
    for (let target = queue.shift(); target; target = queue.shift()) {
      const { kind, problem } = await sendOne(app, target, action)
      done.set(target, kind)
      if (problem) problems.push(problem)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  if (problems.length > 0) throw new Error(shortList(problems))
  return targets.map((target) => done.get(target) ?? 'refused')
}

async function sendOne(
  app: App,
  target: Target,
  action: PowerAction,
): Promise<{ readonly kind: Done; readonly problem?: string }> {
  const { servers, server } = target
  try {
    const { call, project } = await signedIn(servers)
    const acted = await servers.act([server], action, () => powerDevServer(call, project.projectId, server.id, action))
    return {
      kind: acted.kind,
      ...(acted.kind === 'unknown' && { problem: unknownText(app, placeOf(target), acted.error) }),
    }
  } catch (error) {
    return { kind: 'refused', problem: `${placeOf(target)}: ${app.explain(error)}` }
  }
}

/** Nothing is sent again by itself: the row tells what came of it. */
export const unknownText = (app: App, place: string, error: unknown): string =>
  l10n.t('{0}: it is not known whether the request was carried out ({1}) Its row will show.', place, app.explain(error))

async function powerSupernode(
  app: App,
  { servers, id, name, children }: SupernodeTarget,
  action: 'start' | 'stop',
): Promise<readonly Done[]> {
  const place = `${name} (${servers.project.name})`
  const able = children.filter((server) => whyNot(app, { servers, server }, action) === undefined)
  const isChanging = children.some(({ id }) => app.osChanges.find(servers.project, id) ?? servers.pending(id))
  if (able.length === 0 || isChanging) {
    const states = leftText(
      app,
      children.filter((server) => !able.includes(server)).map((server) => ({ servers, server })),
      action,
    )
    void window.showWarningMessage(`${place}: ${states}`)
    return []
  }
  const yes = l10n.t('Stop')
  const detail = l10n.t(
    'This is a forced power-off of its {0} running servers: what runs on them ends at once, and unsaved data is lost.',
    able.length,
  )
  const question = l10n.t('Stop the supernode {0}?', place)
  if (action === 'stop' && (await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return []
  const { call, project } = await signedIn(servers)
  let acted: Acted
  try {
    acted = await servers.act(able, action, () => powerHyperinstance(call, project.projectId, id, action))
  } catch (error) {
    throw new Error(`${place}: ${app.explain(error)}`)
  }
  if (acted.kind === 'unknown') throw new Error(unknownText(app, place, acted.error))
  return [acted.kind]
}
