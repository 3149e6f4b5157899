import { join } from 'node:path'
import { l10n, ProgressLocation, window } from 'vscode'
import * as z from 'zod/mini'
import { IMAGE_ID } from '../../api/images'
import { KEY_PAIR_NAME } from '../../api/keyPairRules'
import type { App } from '../../app'
import { abandoned, goOnAfter, isHalted, latestFailure, type OsPlan, tally } from '../../model/osPlan'
import { OsPlanJournal } from '../../model/osPlanJournal'
import { OsPlans, type PlanNews } from '../../model/osPlans'
import { argumentOf } from '../argument'
import { commandId } from '../ids'
import { askPlan } from './planAsk'
import { setText, showText } from './planDocuments'
import { pauseText, reportText, tallyText } from './planReport'
import { targetsOf } from './targets'

const Arguments = z.strictObject({
  project: z.string(),
  serverId: z.optional(z.string()),
  serverIds: z.optional(z.array(z.string())),
  imageId: z.optional(z.string().check(z.regex(IMAGE_ID))),
  keyPairName: z.optional(z.string().check(z.regex(KEY_PAIR_NAME))),
  send: z.optional(z.enum(['single', 'batch'])),
  onFailure: z.optional(z.enum(['stop', 'goOn'])),
  atOnce: z.optional(z.number()),
})

/** One for the window, made with the first plan. */
let known: OsPlans | undefined
const progresses = new Map<string, { readonly tell: (plan: OsPlan) => void; readonly end: () => void }>()
/** Why a plan stands still, as it was told last. */
const told = new Map<string, string>()

/** The plans of this window. */
export function plansOf(app: App): OsPlans {
  if (known) return known
  const { osChanges, osHistory, clock, explain, projects } = app
  const journal = new OsPlanJournal(join(app.storage, 'osPlans'))
  const servers = (place: OsPlan['project']) => projects.findPlace(place)
  const plans = new OsPlans({ journal, osChanges, history: osHistory, clock, servers, explain })
  known = plans
  app.own(plans)
  app.own(projects.onDidRead((read) => void plans.look(read)))
  app.own(plans.onDidChange((news) => follow(app, plans, news)))
  app.own(plans.onDidFail((error) => app.log.error(`a plan: ${String(error)}`)))
  return plans
}

/** Puts one image on several servers, one after the other and a few at a time, or with one request. */
export async function changeOsOfSeveral(app: App, args: readonly unknown[]): Promise<void> {
  const given = argumentOf(Arguments, args[0]) ?? {}
  const targets = await targetsOf(app, args)
  if (targets.length === 0) return
  const plan = await askPlan(app, targets, given)
  if (!plan) return
  await plansOf(app).start(plan)
  await app.recentImages.add(plan.image.id)
}

/** The one progress of a plan; closing it does not end the plan. */
function showProgress(plan: OsPlan): void {
  const title = l10n.t('Changing OS of {0} servers', plan.steps.length)
  void window.withProgress({ location: ProgressLocation.Notification, title }, (progress) => {
    const argument = encodeURIComponent(JSON.stringify([{ planId: plan.id }]))
    const manage = `[${l10n.t('Manage…')}](command:${commandId('osPlan')}?${argument})`
    const tell = (now: OsPlan): void => progress.report({ message: `${manage} · ${tallyText(now)}` })
    tell(plan)
    return new Promise<void>((end) => progresses.set(plan.id, { tell, end }))
  })
}

/** Tells of each step in the progress and the report, and of a standstill or the end once. */
function follow(app: App, plans: OsPlans, { plan, kind }: PlanNews): void {
  setText(`report-${plan.id}`, reportText(plan, app.clock.now()))
  if (kind === 'going') {
    if (!progresses.has(plan.id)) {
      showProgress(plan)
      inBackground(app, showReport(app, plan))
    }
    progresses.get(plan.id)?.tell(plan)
    tellStandstill(app, plans, plan)
    return
  }
  progresses.get(plan.id)?.end()
  progresses.delete(plan.id)
  told.delete(plan.id)
  if (kind === 'over') inBackground(app, tellEnd(app, plan))
  if (kind === 'lost')
    void window.showInformationMessage(
      l10n.t(
        'Another window carries out the change of OS of {0} servers ({1}) now.',
        plan.steps.length,
        plan.project.name,
      ),
    )
}

async function tellEnd(app: App, plan: OsPlan): Promise<void> {
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

/** Nobody waits for a notification; what goes wrong after it was answered is in the log. */
const inBackground = ({ log }: App, work: Promise<void>): void =>
  void work.catch((error: unknown) => log.error(`a plan: ${String(error)}`))

/** What keeps a plan from going on, where that is not the user's own wish. */
function tellStandstill(app: App, plans: OsPlans, plan: OsPlan): void {
  const failed = isHalted(plan) ? (latestFailure(plan)?.serverName ?? '') : undefined
  const reason = failed === undefined ? plan.pausedFor : `halted ${failed}`
  if (reason === undefined || reason === 'user' || tally(plan).waiting === 0) {
    told.delete(plan.id)
    return
  }
  if (told.get(plan.id) === reason) return
  told.set(plan.id, reason)
  const text =
    failed === undefined
      ? l10n.t(
          'The change of OS of {0} servers ({1}) is paused: {2}.',
          plan.steps.length,
          plan.project.name,
          pauseText(plan.pausedFor ?? 'user'),
        )
      : l10n.t(
          'The change of OS of {0} failed; no further server of {1} is begun. {2}.',
          failed,
          plan.project.name,
          tallyText(plan),
        )
  inBackground(app, askHowToGoOn(app, plans, plan, text))
}

async function askHowToGoOn(app: App, plans: OsPlans, plan: OsPlan, text: string): Promise<void> {
  const [on, rest, report] = [l10n.t('Go On'), l10n.t('Leave the Rest Out'), l10n.t('Show Report')]
  const answer = await window.showWarningMessage(text, on, rest, report)
  if (answer === on) await plans.alter(plan.id, (now) => goOnAfter(now, tally(plan).failed))
  if (answer === rest) await plans.alter(plan.id, abandoned)
  if (answer === report) await showReport(app, plan)
}

/** Opens the report of a plan. */
export const showReport = (app: App, plan: OsPlan): Promise<void> =>
  showText(app, `report-${plan.id}`, reportText(plan, app.clock.now()))
