import { l10n, window } from 'vscode'
import type { DevServer, Image } from '../api/schemas'
import type { Project } from '../model/project'
import { runWizard } from './wizard'

/** What a person must have seen before a system disk is erased. */
export interface Erasure {
  readonly project: Project
  readonly server: DevServer
  readonly image: Image
  /** What happens before, where the server has to be stopped first. */
  readonly stopFirst?: string | undefined
}

/** Asks for the server's name, or with a modal where the setting says so; true when confirmed. */
export function confirmChangeOs(erasure: Erasure, way: 'name' | 'modal'): Promise<boolean> {
  return way === 'modal' ? byModal(erasure) : byName(erasure)
}

function summary({ project, server, image, stopFirst }: Erasure): string {
  const erased = l10n.t(
    'Project {0}, account {1}: {2} changes from {3} to {4}. Its system disk is erased and replaced; data disks must be mounted again.',
    project.name,
    project.account,
    server.name,
    server.image?.name ?? l10n.t('an unknown image'),
    image.name,
  )
  return stopFirst ? `${stopFirst} ${erased}` : erased
}

async function byName(erasure: Erasure): Promise<boolean> {
  const { name } = erasure.server
  const title = l10n.t('Erase the system disk of {0}?', name)
  const answer = await runWizard<string>(
    title,
    [
      {
        ask: (page) =>
          page.input({
            prompt: `${summary(erasure)} ${l10n.t('Type the server’s name to confirm.')}`,
            placeholder: name,
            check: (value) =>
              value.trim() === name ? undefined : l10n.t('Type {0} to confirm, or press Escape.', name),
          }),
      },
    ],
    '',
  )
  return answer !== undefined
}

async function byModal(erasure: Erasure): Promise<boolean> {
  const go = l10n.t('Change OS')
  const question = l10n.t('Erase the system disk of {0} and install {1}?', erasure.server.name, erasure.image.name)
  return (await window.showWarningMessage(question, { modal: true, detail: summary(erasure) }, go)) === go
}
