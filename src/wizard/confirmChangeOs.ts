import { type CancellationToken, l10n, window } from 'vscode'
import type { DevServer, Image } from '../api/schemas'
import type { Project } from '../model/project'
import { runWizard, type Step } from './wizard'

/** What a person must have seen before a system disk is erased. */
export interface Erasure {
  readonly project: Project
  readonly server: DevServer
  readonly image: Image
  /** What happens before, where the server has to be stopped first. */
  readonly stopFirst?: string | undefined
  /** Absent: a change of OS. */
  readonly action?: 'changeos' | 'reinstallos'
  /** Typed to confirm, where it is not the server's. */
  readonly name?: string
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
        prompt: `${summary(erasure)} ${l10n.t('Type the server’s name to confirm.')}`,
        placeholder: name,
        check: (value) => (value.trim() === name ? undefined : l10n.t('Type {0} to confirm, or press Escape.', name)),
      })
      return typeof typed === 'string' ? answers : typed
    },
  }
}

const titleOf = (erasure: Erasure): string => l10n.t('Erase the system disk of {0}?', nameOf(erasure))

function summary(erasure: Erasure): string {
  return erasure.stopFirst ? `${erasure.stopFirst} ${erased(erasure)}` : erased(erasure)
}

function erased(erasure: Erasure): string {
  const { project, server, image, action } = erasure
  const name = nameOf(erasure)
  const before = server.image?.name ?? l10n.t('an unknown image')
  if (action === 'reinstallos')
    return l10n.t(
      'Project {0}, account {1}: {2} is installed afresh with {3}. Its system disk is erased and replaced; data disks must be mounted again.',
      project.name,
      project.account,
      name,
      before,
    )
  return l10n.t(
    'Project {0}, account {1}: {2} changes from {3} to {4}. Its system disk is erased and replaced; data disks must be mounted again.',
    project.name,
    project.account,
    name,
    before,
    image.name,
  )
}

async function byModal(erasure: Erasure): Promise<boolean> {
  const isAgain = erasure.action === 'reinstallos'
  const go = isAgain ? l10n.t('Reinstall OS') : l10n.t('Change OS')
  const question = l10n.t('Erase the system disk of {0} and install {1}?', nameOf(erasure), erasure.image.name)
  return (await window.showWarningMessage(question, { modal: true, detail: summary(erasure) }, go)) === go
}
