import { l10n } from 'vscode'
import { DevServerStatus } from '../../api/schemas'
import { isHalted, type OsPlan, type PauseReason, type PlanStep, tally, type Unfit } from '../../model/osPlan'
import { durationText, statusText } from '../../texts/status'

/** What the service says, so that markdown shows it as it is; names stay readable where nobody renders it. */
const cell = (text: string): string => text.replace(/[\\`*[\]<>|]/g, '\\$&').replace(/\s+/g, ' ')

/** Everything about a plan: what was asked for, how each server stands, and what to do about the failed ones. */
export function reportText(plan: OsPlan, now: number): string {
  const head = [
    `# ${l10n.t('Change of OS of {0} servers', plan.steps.length)}`,
    '',
    `- ${l10n.t('Project')}: ${cell(`${plan.project.name} (${plan.project.region}, ${plan.project.projectId})`)}`,
    `- ${l10n.t('Account')}: ${cell(plan.project.account)}`,
    `- ${l10n.t('Image')}: ${cell(plan.image.name)}, ${cell(plan.image.id)}`,
    `- ${l10n.t('Key pair')}: ${cell(plan.keyPairName)}`,
    `- ${l10n.t('Started')}: ${new Date(plan.createdAt).toISOString()}`,
    `- ${cell(tallyText(plan))}`,
    '',
    `| ${[l10n.t('Server'), l10n.t('Result'), l10n.t('Took'), l10n.t('Image before'), l10n.t('DevServer id')].join(' | ')} |`,
    '| --- | --- | --- | --- | --- |',
  ]
  const rows = plan.steps.map((step) => {
    const { startedAt, endedAt } = step
    const took = startedAt === undefined ? '' : durationText((endedAt ?? now) - startedAt)
    const values = [step.serverName, stepText(step), took, step.before.imageName ?? '', step.serverId]
    return `| ${values.map(cell).join(' | ')} |`
  })
  return `${[...head, ...rows].join('\n')}\n`
}

/** How many servers stand how, and why nothing more is begun. */
export function tallyText(plan: OsPlan): string {
  const { succeeded, failed, underWay, waiting, skipped } = tally(plan)
  const counts = l10n.t(
    '{0} succeeded, {1} failed, {2} under way, {3} waiting, {4} left out',
    succeeded,
    failed,
    underWay,
    waiting,
    skipped,
  )
  if (waiting === 0) return counts
  if (plan.pausedFor) return `${counts} · ${l10n.t('paused: {0}', pauseText(plan.pausedFor))}`
  return isHalted(plan) ? `${counts} · ${l10n.t('halted by a failure')}` : counts
}

/** Why a plan begins nothing more. */
export function pauseText(reason: PauseReason): string {
  switch (reason) {
    case 'user':
      return l10n.t('as you wished')
    case 'noProject':
      return l10n.t('its project is no longer configured')
    case 'notSignedIn':
      return l10n.t('nobody is signed in to its account')
    case 'noConnection':
      return l10n.t('its servers could not be read')
    case 'otherAccount':
      return l10n.t('its project is used with another account than the one it was confirmed for')
    case 'refusedKeys':
      return l10n.t('the credentials were refused')
  }
}

/** How a step stands, in words. */
export function stepText({ state, why, said }: PlanStep): string {
  switch (state) {
    case 'waiting':
      return l10n.t('waiting')
    case 'claimed':
    case 'changing':
      return l10n.t('Changing OS…')
    case 'succeeded':
      return l10n.t('succeeded')
    case 'skipped':
      return l10n.t('left out')
    case 'failed':
      return [whyText(why), said && saidText(said)].filter(Boolean).join(': ')
  }
}

/** A status in words; what else the service said as it said it. */
const saidText = (said: string): string => {
  const status = DevServerStatus.parse(said)
  return status === 'UNKNOWN' ? said : statusText(status)
}

function whyText(why: PlanStep['why']): string {
  switch (why) {
    case 'refused':
      return l10n.t('refused, nothing was done')
    case 'changed':
      return l10n.t('no longer as it was confirmed, nothing was done')
    case 'busy':
      return l10n.t('its OS was being changed already, nothing was done')
    case 'notSent':
      return l10n.t('the request for all did not leave, nothing was done')
    case 'interrupted':
      return l10n.t('interrupted: look at the server, it is not known whether its OS was changed')
    case 'notStarted':
      return l10n.t('not started')
    case 'gone':
      return l10n.t('no longer there')
    case 'undetermined':
      return l10n.t('it is not known how it ended')
    case 'failed':
    case undefined:
      return l10n.t('failed')
  }
}

/** Why a server is not part of a plan. */
export function unfitText(unfit: Unfit): string {
  switch (unfit) {
    case 'gone':
      return l10n.t('no longer there')
    case 'mustBeStopped':
      return l10n.t('one request for all takes stopped servers only')
    case 'supernode':
      return l10n.t('one request for all takes no servers of supernodes')
    case 'busy':
      return l10n.t('another operation is under way')
    case 'notNow':
      return l10n.t('its status does not allow it')
    case 'arch':
      return l10n.t('the image is for another architecture')
    case 'serverType':
      return l10n.t('the image is for another type of server')
    case 'flavor':
      return l10n.t('the image is not offered for its flavor')
  }
}

/** What is about to be erased, for each server, and who is left out and why. */
export function previewText(plan: OsPlan, unfit: readonly { readonly name: string; readonly why: Unfit }[]): string {
  const running = plan.steps.filter(({ before }) => before.isRunning)
  const left = unfit.map(({ name, why }) => `- ${cell(name)}: ${unfitText(why)}`)
  return `${[
    `# ${l10n.t('Erase the system disks of {0} servers?', plan.steps.length)}`,
    '',
    l10n.t('Nothing has been done yet. Confirm or leave in the box above.'),
    '',
    `- ${l10n.t('Project')}: ${cell(`${plan.project.name} (${plan.project.region}, ${plan.project.projectId})`)}`,
    `- ${l10n.t('Account')}: ${cell(plan.project.account)}`,
    `- ${l10n.t('Image')}: ${cell(plan.image.name)}, ${cell(plan.image.id)}`,
    `- ${l10n.t('Key pair')}: ${cell(plan.keyPairName)}`,
    ...orderTexts(plan).map((text) => `- ${text}`),
    `- ${l10n.t('Each system disk is erased and replaced; data disks must be mounted again; SSH host keys change.')}`,
    ...(running.length > 0
      ? [`- ${l10n.t('{0} running servers are powered off by force first: unsaved data is lost.', running.length)}`]
      : []),
    '',
    `## ${l10n.t('Servers')}`,
    '',
    ...plan.steps.map(
      ({ serverName, before }) => `- ${cell(serverName)}: ${cell(before.imageName ?? '?')} → ${cell(plan.image.name)}`,
    ),
    ...(left.length > 0 ? ['', `## ${l10n.t('Left out')}`, '', ...left] : []),
  ].join('\n')}\n`
}

/** In which order the servers are begun, and what a failure changes. */
function orderTexts({ send, steps, atOnce, onFailure }: OsPlan): readonly string[] {
  if (send === 'batch')
    return [l10n.t('One request for all: no server goes first, and nothing can be paused or left out.')]
  return [
    l10n.t('First {0} alone; after its success {1} at a time.', cell(steps[0]?.serverName ?? ''), atOnce),
    onFailure === 'stop'
      ? l10n.t('After a failure no further server is begun.')
      : l10n.t('After a failure the others go on.'),
  ]
}
