import { l10n } from 'vscode'
import type { ChangeOsRequest } from '../api/devServers'
import { fits, listImages } from '../api/images'
import { keyPairProblem, listKeyPairs } from '../api/keyPairs'
import { type PasswordProblem, passwordProblems } from '../api/password'
import type { DevServer, Image, KeyPair } from '../api/schemas'
import type { Connection } from '../model/connection'
import { canUsePassword } from '../model/devServerStatus'
import { BACK, type Choice, runWizard, type Step } from './wizard'

/** What the wizard asks for; only what was answered is there. */
export interface ChangeOsAnswers {
  readonly image?: Image
  readonly wantsOwnImage?: boolean
  readonly keyPairName?: string
  readonly wantsPassword?: boolean
  readonly adminPass?: string
}

/** What is to be installed and how to log in afterwards. */
export interface ChangeOsPlan {
  readonly image: Image
  readonly login: ChangeOsRequest['login']
}

/** Asks what to install on a server and how to log in to it afterwards. Changes nothing. */
export async function askChangeOs(connection: Connection, server: DevServer): Promise<ChangeOsPlan | undefined> {
  const { call, project } = connection
  const images = once(() => listImages(call, project.projectId, server))
  const keyPairs = once(() => listKeyPairs(call, project.projectId))
  // Both are asked for now, so that they are there by the time their step is drawn.
  images().catch(() => undefined)
  keyPairs().catch(() => undefined)
  const steps = [imageStep(server, images), ownImageStep(server), loginStep(server, keyPairs), passwordStep, repeatStep]
  const title = l10n.t('Change OS of {0} ({1})', server.name, project.name)
  const answers = await runWizard<ChangeOsAnswers>(title, steps, {})
  if (!answers?.image) return undefined
  if (answers.wantsPassword)
    return answers.adminPass ? { image: answers.image, login: { adminPass: answers.adminPass } } : undefined
  return answers.keyPairName ? { image: answers.image, login: { keyPairName: answers.keyPairName } } : undefined
}

/** Loads once; a failure is forgotten, so that the next call tries again. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

type ImageChoice = Choice & { readonly image?: Image }

function imageStep(server: DevServer, images: () => Promise<readonly Image[]>): Step<ChangeOsAnswers> {
  const own: ImageChoice = { label: l10n.t('$(edit) Enter an image ID…'), alwaysShow: true }
  const choices = async (): Promise<readonly ImageChoice[]> => {
    const fitting = (await images()).filter((image) => fits(image, server))
    const isCurrent = (image: Image): boolean => image.id === server.image?.id
    const sorted = [...fitting].sort(
      (a, b) => Number(isCurrent(b)) - Number(isCurrent(a)) || a.name.localeCompare(b.name),
    )
    if (sorted.length === 0) return [{ label: l10n.t('No image of the list fits this server'), isDisabled: true }]
    return sorted.map((image) => ({
      label: image.name,
      description: [image.arch, isCurrent(image) && l10n.t('installed now')].filter(Boolean).join(' · '),
      image,
    }))
  }
  return {
    ask: async (page, answers) => {
      const choice = await page.pick<ImageChoice>({
        placeholder: l10n.t('Image to install on {0}', server.name),
        choices,
        always: [own],
        isActive: ({ image }) => image?.id === answers.image?.id,
      })
      if (choice === undefined || choice === BACK) return choice
      const { image: _image, ...others } = answers
      return choice.image
        ? { ...others, image: choice.image, wantsOwnImage: false }
        : { ...answers, wantsOwnImage: true }
    },
  }
}

function ownImageStep(server: DevServer): Step<ChangeOsAnswers> {
  return {
    isNeeded: ({ wantsOwnImage }) => wantsOwnImage === true,
    ask: async (page, answers) => {
      const id = await page.input({
        prompt: l10n.t('ID of an image of this region that fits {0}', server.name),
        placeholder: 'c90fb553-2cdb-4b81-b56a-ef68812c6cf7',
        value: answers.image?.id,
        check: (value) =>
          /^[0-9A-Za-z-]{1,64}$/.test(value.trim())
            ? undefined
            : l10n.t('An image ID has letters, digits and hyphens only.'),
      })
      if (id === undefined || id === BACK) return id
      const image = { id: id.trim(), name: id.trim(), arch: undefined, serverType: undefined, isActive: true }
      return { ...answers, image }
    },
  }
}

type LoginChoice = Choice & { readonly keyPairName?: string }

function loginStep(server: DevServer, keyPairs: () => Promise<readonly KeyPair[]>): Step<ChangeOsAnswers> {
  const password: LoginChoice = { label: l10n.t('$(key) Password…'), alwaysShow: true }
  const choices = async (): Promise<readonly LoginChoice[]> => {
    const pairs = await keyPairs()
    if (pairs.length === 0) return [{ label: l10n.t('No key pairs in this project'), isDisabled: true }]
    const lines = pairs.map((pair) => keyPairChoice(pair, server))
    return [...lines.filter((line) => !line.isDisabled), ...lines.filter((line) => line.isDisabled)]
  }
  return {
    ask: async (page, answers) => {
      const choice = await page.pick<LoginChoice>({
        placeholder: l10n.t('How to log in to {0} afterwards', server.name),
        choices,
        always: canUsePassword(server) ? [password] : [],
        isActive: ({ keyPairName }) => keyPairName === (answers.keyPairName ?? server.keyPairName),
      })
      if (choice === undefined || choice === BACK) return choice
      return choice.keyPairName
        ? { ...answers, keyPairName: choice.keyPairName, wantsPassword: false }
        : { ...answers, wantsPassword: true }
    },
  }
}

function keyPairChoice(pair: KeyPair, server: DevServer): LoginChoice {
  const problem = keyPairProblem(pair)
  const about = [
    pair.name === server.keyPairName && l10n.t('used now'),
    pair.scope === 'domain' && l10n.t('shared in the account'),
    pair.fingerprint,
  ]
  const description = about.filter(Boolean).join(' · ')
  if (!problem) return { label: pair.name, description, keyPairName: pair.name }
  return { label: `$(circle-slash) ${pair.name}`, description, detail: keyPairText(problem), isDisabled: true }
}

function keyPairText(problem: 'frozen' | 'x509' | 'name'): string {
  switch (problem) {
    case 'frozen':
      return l10n.t('Frozen: not usable until it is released in the console')
    case 'x509':
      return l10n.t('X.509: only SSH key pairs log in to Linux')
    case 'name':
      return l10n.t('Its name is too long or has characters that DevServers do not take')
  }
}

const needsPassword = ({ wantsPassword }: ChangeOsAnswers): boolean => wantsPassword === true

const passwordStep: Step<ChangeOsAnswers> = {
  isNeeded: needsPassword,
  ask: async (page, answers) => {
    const adminPass = await page.input({
      prompt: l10n.t('Password for root'),
      isPassword: true,
      check: (value) => passwordText(passwordProblems(value)),
    })
    return typeof adminPass === 'string' ? { ...answers, adminPass } : adminPass
  },
}

const repeatStep: Step<ChangeOsAnswers> = {
  isNeeded: needsPassword,
  ask: async (page, answers) => {
    const again = await page.input({
      prompt: l10n.t('The same password again'),
      isPassword: true,
      check: (value) => (value === answers.adminPass ? undefined : l10n.t('The two do not match yet.')),
    })
    return typeof again === 'string' ? answers : again
  },
}

function passwordText(problems: readonly PasswordProblem[]): string | undefined {
  const texts: Readonly<Record<PasswordProblem, string>> = {
    length: l10n.t('8 to 26 characters'),
    kinds: l10n.t('three of: upper case, lower case, digit, special'),
    characters: l10n.t('specials only of {0}', '!@%-_=+[{}]:,./?'),
    userName: l10n.t('not “root” or “administrator”, forwards or backwards'),
  }
  return problems.length === 0
    ? undefined
    : l10n.t('Still needed: {0}', problems.map((problem) => texts[problem]).join('; '))
}
