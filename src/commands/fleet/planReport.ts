import { l10n } from 'vscode'
import { type OsPlan, type PlanStep, tally, type Unfit } from '../../model/osPlan'
import { durationText } from '../../texts/status'

/** What the service says, so that markdown shows it as it is; names stay readable where nobody renders it. */
const cell = (text: string): string => text.replace(/[\\`*[\]<>|]/g, '\\$&').replace(/\s+/g, ' ')

/** Everything about a plan: what was asked for, how each server stands, and what to do about the failed ones. */
export function reportText(plan: OsPlan, now: number): string {
  const { succeeded, failed, skipped, waiting, underWay, all } = tally(plan)
  const head = [
    `# ${l10n.t('Change of OS of {0} servers', all)}`,
    '',
    `- ${l10n.t('Project')}: ${cell(`${plan.project.name} (${plan.project.region}, ${plan.project.projectId})`)}`,
    `- ${l10n.t('Account')}: ${cell(plan.project.account)}`,
    `- ${l10n.t('Image')}: ${cell(plan.image.name)}, ${cell(plan.image.id)}`,
    `- ${l10n.t('Key pair')}: ${cell(plan.keyPairName)}`,
    `- ${l10n.t('Started')}: ${new Date(plan.createdAt).toISOString()}`,
    `- ${l10n.t('{0} succeeded, {1} failed, {2} under way, {3} waiting, {4} left out', succeeded, failed, underWay, waiting, skipped)}`,
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
      return [whyText(why), said].filter(Boolean).join(': ')
  }
}

function whyText(why: PlanStep['why']): string {
  switch (why) {
    case 'refused':
      return l10n.t('refused, nothing was done')
    case 'changed':
      return l10n.t('no longer as it was confirmed, nothing was done')
    case 'busy':
      return l10n.t('its OS was being changed already, nothing was done')
    case 'interrupted':
      return l10n.t('interrupted: look at the server, it is not known whether its OS was changed')
    case 'notStarted':
      return l10n.t('never begun')
    case 'gone':
      return l10n.t('no longer there')
    case 'undetermined':
      return l10n.t('it cannot be told how it ended')
    case 'failed':
    case undefined:
      return l10n.t('failed')
  }
}

/** Why a server is not part of a plan. */
export function unfitText(unfit: Unfit): string {
  switch (unfit) {
    case 'busy':
      return l10n.t('another operation is under way')
    case 'notNow':
      return l10n.t('its status does not allow it')
    case 'arch':
      return l10n.t('the image is for another architecture')
    case 'serverType':
      return l10n.t('the image is for another type of server')
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
    `- ${l10n.t('First {0} alone; after its success {1} at a time.', cell(plan.steps[0]?.serverName ?? ''), plan.atOnce)}`,
    `- ${plan.onFailure === 'stop' ? l10n.t('After a failure no further server is begun.') : l10n.t('After a failure the others go on.')}`,
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
