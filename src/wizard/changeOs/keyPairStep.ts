import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { l10n, Uri, window, workspace } from 'vscode'
import { isNewKeyPairName, publicKeyIn } from '../../api/keyPairRules'
import type { ChangeOsAnswers } from '../../model/changeOsAnswers'
import { reservePrivateKeyFile } from '../../ssh/privateKeyFile'
import { BACK, type Page, type Step } from '../wizard'
import type { ChangeOsContext } from './context'

type Made = { readonly name: string } | typeof BACK | undefined

/** Makes or imports the key pair that was asked for; after that it is one of the account's like any other. */
export function keyPairStep(context: ChangeOsContext): Step<ChangeOsAnswers> {
  const isAsked = (answers: ChangeOsAnswers): boolean =>
    answers.login?.kind === 'newKeyPair' || answers.login?.kind === 'importKeyPair'
  return {
    isNeeded: isAsked,
    ask: async (page, answers) => {
      const made = await (answers.login?.kind === 'importKeyPair' ? importPair(page, context) : newPair(page, context))
      if (made === undefined || made === BACK) return made
      return { ...answers, login: { kind: 'keyPair', name: made.name } }
    },
  }
}

async function newPair(page: Page, context: ChangeOsContext): Promise<Made> {
  for (let name = '', problem: string | undefined; ; ) {
    const typed = await askName(page, context, l10n.t('Name of the new key pair'), name, problem)
    if (typed === undefined || typed === BACK) return typed
    name = typed
    const result = await makeAndSave(name, context)
    if (result === 'made') return { name }
    problem = result
  }
}

/** The file first, then the pair: a private key that cannot be written would be lost. */
async function makeAndSave(name: string, context: ChangeOsContext): Promise<'made' | string> {
  const target = await window.showSaveDialog({
    title: l10n.t('Save the Private Key of {0}', name),
    saveLabel: l10n.t('Save Private Key'),
    defaultUri: Uri.file(join(sshFolder(), `${name}.pem`)),
  })
  if (!target) return l10n.t('No file was chosen for the private key; no key pair was made.')
  if (target.scheme !== 'file') return l10n.t('The private key can only be saved to this computer’s file system.')
  const file = await reservePrivateKeyFile(target.fsPath).catch((error: unknown) => String(error))
  if (typeof file === 'string') return l10n.t('The file cannot be written: {0}', file)
  if (!file) return l10n.t('{0} exists; nothing is overwritten. Choose another name.', target.fsPath)
  const made = await context.makeKeyPair({ name })
  if ('problem' in made) {
    await file.discard()
    return made.problem
  }
  if (!made.privateKey) {
    await file.discard()
    return l10n.t('The service made {0} without giving its private key away. Delete it in the console.', name)
  }
  await file.write(made.privateKey)
  void window.showInformationMessage(
    l10n.t('The private key of {0} is in {1}. It cannot be had a second time.', name, target.fsPath),
  )
  return 'made'
}

/** Where keys usually lie, as far as that is there. */
function sshFolder(): string {
  const folder = join(homedir(), '.ssh')
  return existsSync(folder) ? folder : homedir()
}

async function importPair(page: Page, context: ChangeOsContext): Promise<Made> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('Public Key to Import'),
      openLabel: l10n.t('Import Public Key'),
      defaultUri: Uri.file(sshFolder()),
      filters: { [l10n.t('Public keys')]: ['pub'], [l10n.t('All files')]: ['*'] },
    })) ?? []
  if (!file) return BACK
  const publicKey = publicKeyIn(new TextDecoder().decode(await workspace.fs.readFile(file)))
  const fileName = file.path.split('/').at(-1) ?? ''
  if (!publicKey) {
    const text = l10n.t('{0} is not a public key in OpenSSH’s form (ssh-rsa, ssh-ed25519, ecdsa-…).', fileName)
    void window.showErrorMessage(text)
    return BACK
  }
  const suggested = fileName.replace(/\.pub$/, '').replace(/[^-_a-zA-Z0-9]/g, '-')
  for (let name = suggested, problem: string | undefined; ; ) {
    const typed = await askName(page, context, l10n.t('Name for the public key of {0}', fileName), name, problem)
    if (typed === undefined || typed === BACK) return typed
    name = typed
    const made = await context.makeKeyPair({ name, publicKey })
    if (!('problem' in made)) return { name }
    problem = made.problem
  }
}

async function askName(page: Page, context: ChangeOsContext, prompt: string, value: string, problem?: string) {
  const taken = (await context.keyPairs().catch(() => [])).map((pair) => pair.name)
  const name = await page.input({
    prompt,
    placeholder: 'my-laptop',
    value,
    problem,
    check: (typed) => {
      if (!isNewKeyPairName(typed.trim())) return l10n.t('1 to 64 letters, digits, hyphens or underscores.')
      return taken.includes(typed.trim()) ? l10n.t('Another key pair has this name.') : undefined
    },
  })
  return typeof name === 'string' ? name.trim() : name
}
