import { commands, l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'
import { Poller } from '../../base/poller'
import { abandoned, goOn, isHalted, type OsPlan, paused, skipped } from '../../model/osPlan'
import type { OsPlans } from '../../model/osPlans'
import { argumentOf } from '../argument'
import { commandId } from '../ids'
import { tallyText } from './planReport'
import { plansOf, showReport } from './plans'

const Arguments = z.strictObject({ planId: z.optional(z.string()) })

interface Listed {
  readonly plan: OsPlan
  /** Carried out by this window, by another, or by none. */
  readonly where: 'here' | 'elsewhere' | 'left'
}

/** Pauses, goes on with, or ends a plan, or leaves servers out. */
export async function osPlan(app: App, args: readonly unknown[]): Promise<void> {
  const { planId } = argumentOf(Arguments, args[0]) ?? {}
  const plans = plansOf(app)
  const listed = await allOf(plans)
  const one = planId === undefined ? await pickPlan(listed) : listed.find(({ plan }) => plan.id === planId)
  if (listed.length === 0 || (planId !== undefined && !one))
    void window.showInformationMessage(l10n.t('No change of OS of several servers is under way.'))
  if (one) await manage(app, plans, one)
}

async function allOf(plans: OsPlans): Promise<readonly Listed[]> {
  const others = await plans.others()
  return [
    ...plans.all.map((plan): Listed => ({ plan, where: 'here' })),
    ...others.map(({ plan, isElsewhere }): Listed => ({ plan, where: isElsewhere ? 'elsewhere' : 'left' })),
  ]
}

async function pickPlan(listed: readonly Listed[]): Promise<Listed | undefined> {
  if (listed.length <= 1) return listed[0]
  const items = listed.map((one) => ({
    label: l10n.t('{0} servers of {1}', one.plan.steps.length, one.plan.project.name),
    description: one.plan.image.name,
    detail: tallyText(one.plan),
    one,
  }))
  return (await window.showQuickPick(items, { placeHolder: l10n.t('Plan') }))?.one
}

async function manage(app: App, plans: OsPlans, { plan, where }: Listed): Promise<void> {
  const alter = (change: (now: OsPlan) => OsPlan) => async (): Promise<void> => {
    if (where === 'here') await plans.alter(plan.id, change)
    else await resume(plans, plan, change, where === 'elsewhere')
  }
  const standsStill = where !== 'here' || plan.pausedFor !== undefined || isHalted(plan)
  const goesOn = where === 'elsewhere' ? l10n.t('Take Over From the Other Window') : l10n.t('Go On')
  const entries: readonly { readonly label: string; readonly act: () => Promise<void> }[] = [
    standsStill ? { label: goesOn, act: alter(goOn) } : { label: l10n.t('Pause'), act: alter((now) => paused(now)) },
    { label: l10n.t('Show Report'), act: () => showReport(app, plan) },
    ...(where === 'here' ? [{ label: l10n.t('Leave Servers Out…'), act: () => leaveOut(plans, plan) }] : []),
    ...(where === 'elsewhere' ? [] : [{ label: l10n.t('Leave the Rest Out'), act: alter(abandoned) }]),
  ]
  const placeHolder = `${plan.project.name}: ${tallyText(plan)}`
  await (await window.showQuickPick(entries, { placeHolder }))?.act()
}

/** Goes on with a plan that this window did not carry out so far, as it stands by now. */
async function resume(plans: OsPlans, plan: OsPlan, change: (now: OsPlan) => OsPlan, isForced: boolean): Promise<void> {
  const how = await plans.resume(plan.id, change, isForced)
  if (how === 'gone') void window.showInformationMessage(l10n.t('This change of OS has ended by now.'))
  if (how === 'elsewhere') void window.showInformationMessage(l10n.t('Another window carries this change of OS out.'))
}

async function leaveOut(plans: OsPlans, plan: OsPlan): Promise<void> {
  const waiting = plan.steps.filter(({ state }) => state === 'waiting')
  const choices = waiting.map(({ serverName, serverId }) => ({
    label: serverName,
    description: serverId,
    id: serverId,
  }))
  const chosen = await window.showQuickPick(choices, { canPickMany: true, placeHolder: l10n.t('Servers to leave out') })
  if (chosen) await plans.alter(plan.id, (now) => chosen.reduce((next, { id }) => skipped(next, id), now))
}

/** How often it is looked whether the window that carries a plan out is still there. */
const LOOK_MS = 10_000

/** After a reload, or when the window of a plan has closed: it is not gone on with before somebody says so. */
export async function offerPlans(app: App): Promise<void> {
  const plans = plansOf(app)
  const offered = new Set<string>()
  let isWaiting = false
  const look = async (): Promise<void> => {
    const others = await plans.others()
    isWaiting = others.some(({ isElsewhere }) => isElsewhere)
    for (const { plan, isElsewhere } of others) {
      if (isElsewhere || offered.has(plan.id) || !app.projects.findPlace(plan.project)) continue
      offered.add(plan.id)
      offer(plans, plan).catch((error: unknown) => app.log.error(`a plan: ${String(error)}`))
    }
  }
  const looking = new Poller(app.clock, look, () => (isWaiting ? LOOK_MS : undefined))
  app.own(looking)
  await looking.now()
}

async function offer(plans: OsPlans, plan: OsPlan): Promise<void> {
  const [on, managed] = [l10n.t('Go On'), l10n.t('Manage…')]
  const text = l10n.t(
    'The change of OS of {0} servers ({1}) was interrupted: {2}.',
    plan.steps.length,
    plan.project.name,
    tallyText(plan),
  )
  const answer = await window.showWarningMessage(text, on, managed)
  if (answer === on) await resume(plans, plan, goOn, false)
  if (answer === managed) await commands.executeCommand(commandId('osPlan'), { planId: plan.id })
}
