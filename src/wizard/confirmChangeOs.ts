import { type CancellationToken, l10n, window } from 'vscode'
import type { DevServer } from '../api/schemas'
import type { ChangeOsPlan } from '../model/changeOsAnswers'
import type { Project } from '../model/project'
import { runWizard, type Step } from './wizard'

/** What a person must have seen before a system disk is erased. */
export interface Erasure {
  readonly project: Project
  readonly server: DevServer
  readonly plan: ChangeOsPlan
  /** What happens before, where the server has to be stopped first. */
  readonly stopFirst?: string | undefined
  /** Absent: a change of OS. */
  readonly action?: 'changeos' | 'reinstallos'
  /** Typed to confirm, where it is not the server's. */
  readonly name?: string
  /** All of its servers are erased. */
  readonly supernode?: { readonly children: readonly DevServer[] } | undefined
}

const nameOf = ({ name, server }: Erasure): string => name ?? server.name

/** Asks for the server's name, or with a modal where the setting says so; true when confirmed. */
export async function confirmChangeOs(
  erasure: Erasure,
  way: 'name' | 'modal',
  cancel?: CancellationToken,
): Promise<boolean> {
  // Nothing closes a modal but its buttons: what was cancelled meanwhile is not confirmed by it.
  if (way === 'modal') return (await byModal(erasure)) && cancel?.isCancellationRequested !== true
  const step = confirmStep<string>(erasure)
  return (await runWizard<string>(titleOf(erasure), [step], '', 0, cancel)) !== undefined
}

/** The same question as the last step of a wizard; goes on only with the name typed. */
export function confirmStep<A>(erasure: Erasure): Step<A> {
  const name = nameOf(erasure)
  return {
    ask: async (page, answers) => {
      const typed = await page.input({
        title: titleOf(erasure),
        prompt: `${summary(erasure)} ${typeText(erasure)}`,
        placeholder: name,
        check: (value) => (value.trim() === name ? undefined : l10n.t('Type {0} to confirm, or press Escape.', name)),
      })
      return typeof typed === 'string' ? answers : typed
    },
  }
}

const typeText = ({ supernode }: Erasure): string =>
  supernode ? l10n.t('Type the supernode’s name to confirm.') : l10n.t('Type the server’s name to confirm.')

function titleOf(erasure: Erasure): string {
  const count = erasure.supernode?.children.length
  return count === undefined
    ? l10n.t('Erase the system disk of {0}?', nameOf(erasure))
    : l10n.t('Erase the system disks of all {0} servers of {1}?', count, nameOf(erasure))
}

/** Whoever has seen no review, because an agent or a command gave the answers, reads them here. */
function summary(erasure: Erasure): string {
  const { login, userData } = erasure.plan
  return [
    erasure.stopFirst,
    erased(erasure),
    'keyPairName' in login
      ? l10n.t('Afterwards you log in with the key pair {0}.', login.keyPairName)
      : l10n.t('Afterwards you log in as root with the new password.'),
    userData && l10n.t('User data: {0}.', userData.name),
  ]
    .filter(Boolean)
    .join(' ')
}

function erased(erasure: Erasure): string {
  const { project, server, plan, action, supernode } = erasure
  const name = nameOf(erasure)
  const place = `${project.name} (${project.region})`
  const before = server.image?.name ?? l10n.t('an unknown image')
  if (supernode)
    return l10n.t(
      'Project {0}, account {1}: all {2} servers of the supernode {3} get {4}. Their system disks are erased and replaced; data disks must be mounted again.',
      place,
      project.account,
      supernode.children.length,
      name,
      plan.image.name,
    )
  if (action === 'reinstallos')
    return l10n.t(
      'Project {0}, account {1}: {2} is installed afresh with {3}. Its system disk is erased and replaced; data disks must be mounted again.',
      place,
      project.account,
      name,
      before,
    )
  return l10n.t(
    'Project {0}, account {1}: {2} changes from {3} to {4}. Its system disk is erased and replaced; data disks must be mounted again.',
    place,
    project.account,
    name,
    before,
    plan.image.name,
  )
}

async function byModal(erasure: Erasure): Promise<boolean> {
  const go = erasure.action === 'reinstallos' ? l10n.t('Reinstall OS') : l10n.t('Change OS')
  return (await window.showWarningMessage(titleOf(erasure), { modal: true, detail: summary(erasure) }, go)) === go
}
