import { l10n } from 'vscode'
import { isOutcomeUnknown } from '../api/errors'
import { createKeyPair, listKeyPairs } from '../api/keyPairs'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import type { Connection } from '../model/connection'
import { canUsePassword } from '../model/devServerStatus'
import { findImage, listOfferedImages, type OfferedImages } from '../model/offeredImages'
import { type PreflightProblem, placeOf } from '../model/preflight'
import { serverUrl } from '../model/requestUrl'
import { problemOf } from '../texts/problem'
import type { ChangeOsContext, NewKeyPair, OsAction, WizardProblem } from '../wizard/changeOs/context'
import { rememberKeyPath } from './keyMemory'
import { stopFirstText } from './stopFirst'

/** What the wizard's steps are told about a server, with their lists under way already. */
export function contextOf(
  app: App,
  connection: Connection,
  server: DevServer,
  action: OsAction,
  problem?: WizardProblem,
  list = (): Promise<OfferedImages> => listOfferedImages(connection, server),
): ChangeOsContext {
  const { call, project, identity } = connection
  const images = once(list)
  const keyPairs = once(() => listKeyPairs(call, project.projectId))
  if (action === 'changeos') images.get().catch(() => undefined)
  keyPairs.get().catch(() => undefined)
  return {
    action,
    project,
    server,
    name: server.name,
    identity,
    url: serverUrl(project, server.id, action),
    canUsePassword: canUsePassword(server),
    stopFirst: (plan) => stopFirstText(server, plan),
    confirm: app.settings.confirm(),
    images: images.get,
    findImage: (id) => findImage(connection, server, id),
    keyPairs: keyPairs.get,
    makeKeyPair: async (asked) => {
      try {
        return { privateKey: await createKeyPair(call, project.projectId, asked) }
      } catch (error) {
        return { problem: unmadeText(asked, error) }
      } finally {
        keyPairs.forget()
      }
    },
    keySaved: (name, path) => rememberKeyPath(app.memory, project, name, path),
    recentImageIds: app.recentImages.ids(),
    templates: app.templates,
    problem,
  }
}

/** Why there is no new pair; where the answer was lost, that there may be one. */
function unmadeText({ name, publicKey }: NewKeyPair, error: unknown): string {
  const { message } = problemOf(error)
  if (!isOutcomeUnknown(error)) return message
  const maybe = publicKey
    ? l10n.t('{0} may have been imported all the same; then the list of key pairs has it.', name)
    : l10n.t('{0} may have been made all the same, and its private key is lost then: delete it in the console.', name)
  return `${message} ${maybe}`
}

/** Loads once; a failure is forgotten, so that the next call tries again. */
export function once<T>(load: () => Promise<T>) {
  let loading: Promise<T> | undefined
  const forget = (): void => {
    loading = undefined
  }
  const get = (): Promise<T> => {
    loading ??= load().catch((error: unknown) => {
      forget()
      throw error
    })
    return loading
  }
  return { get, forget }
}

/** What changed while the user was deciding, and where to mend it. */
export const wizardProblem = (problem: PreflightProblem, server: DevServer): WizardProblem => ({
  at: placeOf(problem),
  text: problemText(problem, server),
})

/** Nothing was sent. */
function problemText(problem: PreflightProblem, server: DevServer): string {
  switch (problem.kind) {
    case 'name':
      return l10n.t('The server has another name by now: {0}. Nothing was done.', server.name)
    case 'installed':
      return l10n.t('The server runs another image by now: {0}. Nothing was done.', server.image?.name ?? '?')
    case 'status':
      return l10n.t('The server’s status has changed in the meantime. Nothing was done.')
    case 'owner':
      return l10n.t('The account or the project has changed in the meantime. Nothing was done.')
    case 'imageMissing':
      return l10n.t('The image is no longer there. Nothing was done; choose another one.')
    case 'imageInactive':
      return l10n.t('The image is not active. Nothing was done; choose another one.')
    case 'imageUnfit':
      return l10n.t('The image does not fit this server. Nothing was done; choose another one.')
    case 'keyPairMissing':
      return l10n.t('The key pair is no longer there. Nothing was done; choose another way to log in.')
    case 'keyPairFrozen':
      return l10n.t('The key pair has been frozen. Nothing was done; choose another way to log in.')
  }
}
