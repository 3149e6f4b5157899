import { join } from 'node:path'
import { commands, l10n, ProgressLocation, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'
import { abandoned, goOn, isHalted, type OsPlan, paused, skipped, tally } from '../../model/osPlan'
import { OsPlanJournal } from '../../model/osPlanJournal'
import { OsPlans } from '../../model/osPlans'
import { commandId } from '../ids'
import { askPlan } from './planAsk'
import { setText, showText } from './planDocuments'
import { reportText } from './planReport'
import { targetsOf } from './targets'

const Answers = z.object({
  imageId: z.optional(z.string()),
  keyPairName: z.optional(z.string()),
  onFailure: z.optional(z.enum(['stop', 'goOn'])),
  atOnce: z.optional(z.number()),
})

/** One for the window, made with the first plan. */
let known: OsPlans | undefined
const progresses = new Map<string, { readonly tell: (plan: OsPlan) => void; readonly end: () => void }>()
const halted = new Set<string>()

function plansOf(app: App): OsPlans {
  if (known) return known
  const { osChanges, clock, explain, projects } = app
  const journal = new OsPlanJournal(join(app.storage, 'osPlans'))
  const servers = (place: OsPlan['project']) => projects.findPlace(place)
  const plans = new OsPlans({ journal, osChanges, clock, servers, explain })
  known = plans
  app.own(plans)
  app.own(projects.onDidRead((read) => void plans.look(read)))
  app.own(plans.onDidChange((plan) => follow(app, plans, plan)))
  return plans
}

/** Puts one image on several servers, one after the other and a few at a time. */
export async function changeOsOfSeveral(app: App, args: readonly unknown[]): Promise<void> {
  const targets = await targetsOf(app, args)
  if (targets.length === 0) return
  const given = Answers.safeParse(args[0])
  const plan = await askPlan(app, targets, given.success ? given.data : {})
  if (plan) await begin(app, plan)
}

async function begin(app: App, plan: OsPlan): Promise<void> {
  showProgress(plan)
  await showText(app, `report-${plan.id}`, reportText(plan, app.clock.now()))
  await plansOf(app).run(plan)
}

/** The one progress of a plan; closing it does not end the plan. */
function showProgress(plan: OsPlan): void {
  if (progresses.has(plan.id)) return
  const title = l10n.t('Changing OS of {0} servers', plan.steps.length)
  void window.withProgress({ location: ProgressLocation.Notification, title }, (progress) => {
    const manage = `[${l10n.t('Manage…')}](command:${commandId('osPlan')})`
    const tell = (now: OsPlan): void => progress.report({ message: `${manage} · ${tallyText(now)}` })
    tell(plan)
    return new Promise<void>((end) => progresses.set(plan.id, { tell, end }))
  })
}

function tallyText(plan: OsPlan): string {
  const { succeeded, failed, underWay, waiting, skipped: left } = tally(plan)
  return l10n.t(
    '{0} succeeded, {1} failed, {2} under way, {3} waiting, {4} left out',
    succeeded,
    failed,
    underWay,
    waiting,
    left,
  )
}

/** Tells of each step in the progress and the report, and of a halt or the end once. */
function follow(app: App, plans: OsPlans, plan: OsPlan): void {
  setText(`report-${plan.id}`, reportText(plan, app.clock.now()))
  progresses.get(plan.id)?.tell(plan)
  if (!plans.all.some(({ id }) => id === plan.id)) void tellEnd(app, plan)
  else if (isHalted(plan) && tally(plan).waiting > 0 && !halted.has(plan.id)) void tellHalt(app, plans, plan)
}

async function tellEnd(app: App, plan: OsPlan): Promise<void> {
  progresses.get(plan.id)?.end()
  progresses.delete(plan.id)
  const report = l10n.t('Show Report')
  const text = l10n.t(
    'The change of OS of {0} servers ({1}) has ended: {2}.',
    plan.steps.length,
    plan.project.name,
    tallyText(plan),
  )
  const show = tally(plan).failed > 0 ? window.showWarningMessage : window.showInformationMessage
  if ((await show(text, report)) === report) await showReport(app, plan)
}

async function tellHalt(app: App, plans: OsPlans, plan: OsPlan): Promise<void> {
  halted.add(plan.id)
  const last = plan.steps.findLast(({ state }) => state === 'failed')
  const text = l10n.t(
    'The change of OS of {0} failed; no further server of {1} is begun. {2}.',
    last?.serverName ?? '',
    plan.project.name,
    tallyText(plan),
  )
  const [on, rest, report] = [l10n.t('Go On'), l10n.t('Leave the Rest Out'), l10n.t('Show Report')]
  const answer = await window.showWarningMessage(text, on, rest, report)
  halted.delete(plan.id)
  if (answer === on) await plans.alter(plan.id, goOn)
  if (answer === rest) await plans.alter(plan.id, abandoned)
  if (answer === report) await showReport(app, plan)
}

const showReport = (app: App, plan: OsPlan): Promise<void> =>
  showText(app, `report-${plan.id}`, reportText(plan, app.clock.now()))

/** Pauses, goes on with, or ends a plan, or leaves a server out. */
export async function osPlan(app: App): Promise<void> {
  const plans = plansOf(app)
  const [left] = await plans.unfinished()
  const plan = plans.all[0] ?? left
  if (!plan) {
    void window.showInformationMessage(l10n.t('No change of OS of several servers is under way.'))
    return
  }
  const isLeft = plan === left
  const entries: readonly { readonly label: string; readonly act: () => Promise<void> }[] = [
    ...(isLeft || plan.isPaused || isHalted(plan)
      ? [{ label: l10n.t('Go On'), act: () => (isLeft ? begin(app, goOn(plan)) : plans.alter(plan.id, goOn)) }]
      : [{ label: l10n.t('Pause'), act: () => plans.alter(plan.id, paused) }]),
    { label: l10n.t('Show Report'), act: () => showReport(app, plan) },
    ...(isLeft ? [] : [{ label: l10n.t('Leave Servers Out…'), act: () => leaveOut(plans, plan) }]),
    {
      label: l10n.t('Leave the Rest Out'),
      act: () => (isLeft ? begin(app, abandoned(plan)) : plans.alter(plan.id, abandoned)),
    },
  ]
  const placeHolder = `${plan.project.name}: ${tallyText(plan)}`
  await (await window.showQuickPick(entries, { placeHolder }))?.act()
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

/** After a reload: a plan is not gone on with before somebody says so. */
export async function offerPlans(app: App): Promise<void> {
  for (const plan of await plansOf(app).unfinished()) {
    if (!app.projects.findPlace(plan.project)) continue
    const [on, manage] = [l10n.t('Go On'), l10n.t('Manage…')]
    const text = l10n.t(
      'The change of OS of {0} servers ({1}) was interrupted: {2}.',
      plan.steps.length,
      plan.project.name,
      tallyText(plan),
    )
    const answer = await window.showWarningMessage(text, on, manage)
    if (answer === on) await begin(app, goOn(plan))
    if (answer === manage) await commands.executeCommand(commandId('osPlan'))
  }
}
