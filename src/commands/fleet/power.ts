import { l10n, window } from 'vscode'
import type { PowerAction } from '../../api/power'
import type { App } from '../../app'
import { sentenceOf } from '../../texts/problem'
import { type Work, workOn } from './powerWork'
import { selectionOf, signedIn } from './targets'

/** Requests in flight at once, for many servers. */
const AT_ONCE = 4
const MOST_NAMED = 10

type Done = 'accepted' | 'unknown' | 'refused'

/** Starts, stops or restarts servers and whole supernodes; asks first where work could be lost. */
export async function power(app: App, args: readonly unknown[], action: PowerAction): Promise<readonly Done[]> {
  const { targets, supernodes } = await selectionOf(app, args)
  const work = await workOn(app, targets, supernodes, action)
  const left = leftOf(work)
  const able = work.filter((one) => !left.some((other) => other.work === one))
  if (able.length === 0) {
    if (left.length > 0) void window.showWarningMessage(leftText(left, action))
    return []
  }
  if (action !== 'start' && !(await isConfirmed(able, left, action))) return []
  if (action === 'start' && left.length > 0) void window.showWarningMessage(leftText(left, action))
  return sendAll(app, able, action)
}

interface Left {
  readonly work: Work
  readonly why: string
}

const leftOf = (work: readonly Work[]): readonly Left[] =>
  work.flatMap((one) => {
    const why = one.whyNot()
    return why === undefined ? [] : [{ work: one, why }]
  })

function leftText(left: readonly Left[], action: PowerAction): string {
  const list = shortList(left.map(({ work, why }) => `${work.place}: ${why}`))
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

async function isConfirmed(able: readonly Work[], left: readonly Left[], action: 'stop' | 'reboot'): Promise<boolean> {
  const names = able.length > 1 && shortList(able.map(nameOf))
  const detail = [lossText(able, action), names, left.length > 0 && leftText(left, action)].filter(Boolean).join('\n\n')
  const yes = action === 'stop' ? l10n.t('Stop') : l10n.t('Reboot')
  return (await window.showWarningMessage(questionOf(able, action), { modal: true, detail }, yes)) === yes
}

function questionOf(able: readonly Work[], action: 'stop' | 'reboot'): string {
  const [only] = able
  const count = able.reduce((sum, work) => sum + work.able().length, 0)
  if (!only || able.length > 1)
    return action === 'stop' ? l10n.t('Stop {0} servers?', count) : l10n.t('Reboot {0} servers?', count)
  if (only.isSupernode) return l10n.t('Stop the supernode {0}?', only.place)
  return action === 'stop' ? l10n.t('Stop {0}?', only.place) : l10n.t('Reboot {0}?', only.place)
}

function lossText(able: readonly Work[], action: 'stop' | 'reboot'): string {
  const [only] = able
  if (action === 'reboot') return l10n.t('What runs on it ends, and unsaved data is lost.')
  if (able.length === 1 && only?.isSupernode)
    return l10n.t(
      'This is a forced power-off of its {0} running servers: what runs on them ends at once, and unsaved data is lost.',
      only.able().length,
    )
  return l10n.t('This is a forced power-off: what runs on it ends at once, and unsaved data is lost.')
}

const nameOf = (work: Work): string =>
  work.isSupernode ? l10n.t('{0}: a supernode, {1} servers', work.place, work.able().length) : work.place

/** Sends one request for each, a few at a time; what failed is told in one message. */
async function sendAll(app: App, work: readonly Work[], action: PowerAction): Promise<readonly Done[]> {
  const done = new Map<Work, Done>()
  const problems: string[] = []
  const queue = [...work]
  const next = async (): Promise<void> => {
    for (let one = queue.shift(); one; one = queue.shift()) {
      const { kind, problem } = await sendOne(app, one, action)
      done.set(one, kind)
      if (problem) problems.push(problem)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  if (problems.length > 0) throw new Error(shortList(problems))
  return work.map((one) => done.get(one) ?? 'refused')
}

interface Sent {
  readonly kind: Done
  readonly problem?: string
}

async function sendOne(app: App, work: Work, action: PowerAction): Promise<Sent> {
  const { servers, place } = work
  try {
    const connection = await signedIn(servers)
    // A dialog may have stood for minutes: nothing is awaited between this look and the request.
    const [left] = leftOf([work])
    if (left) return { kind: 'refused', problem: leftText([left], action) }
    const acted = await servers.act(work.able(), action, () => work.send(connection))
    return { kind: acted.kind, ...(acted.kind === 'unknown' && { problem: unknownText(app, place, acted.error) }) }
  } catch (error) {
    return { kind: 'refused', problem: `${place}: ${sentenceOf(error)}` }
  }
}

/** Nothing is sent again by itself: the row tells what came of it. */
export const unknownText = (app: App, place: string, error: unknown): string =>
  l10n.t('{0}: it is not known whether the request was carried out ({1}) Its row will show.', place, app.explain(error))
