import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { l10n, Uri, window, workspace } from 'vscode'
import { isNewKeyPairName, publicKeyIn } from '../../api/keyPairRules'
import type { ChangeOsAnswers } from '../../model/changeOsAnswers'
import { type PrivateKeyFile, reservePrivateKeyFile, writeSomewhere } from '../../ssh/privateKeyFile'
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
  const file = await askPlace(name)
  if (!file) return l10n.t('No file was chosen for the private key; no key pair was made.')
  if (typeof file === 'string') return file
  const made = await context.makeKeyPair({ name })
  if ('problem' in made) {
    await file.discard().catch(() => undefined)
    return made.problem
  }
  if (!made.privateKey) {
    await file.discard().catch(() => undefined)
    return l10n.t('The service made {0} without giving its private key away. Delete it in the console.', name)
  }
  const path = await writeSomewhere(made.privateKey, file, (failed, error) => askOtherPlace(name, failed, error))
  if (path === undefined)
    return l10n.t('The private key of {0} was not saved. Delete the key pair in the console.', name)
  await context.keySaved(name, path)
  void window.showInformationMessage(
    l10n.t('The private key of {0} was saved to {1}. It cannot be downloaded again.', name, path),
  )
  return 'made'
}

/** A file for the key, or why there cannot be one there; undefined when the user leaves. */
async function askPlace(name: string): Promise<PrivateKeyFile | string | undefined> {
  const target = await window.showSaveDialog({
    title: l10n.t('Save the Private Key of {0}', name),
    saveLabel: l10n.t('Save Private Key'),
    defaultUri: Uri.file(join(sshFolder(), `${name}.pem`)),
  })
  if (!target) return undefined
  if (target.scheme !== 'file') return l10n.t('The private key can only be saved to this computer’s file system.')
  try {
    const file = await reservePrivateKeyFile(target.fsPath)
    return file ?? l10n.t('{0} exists; nothing is overwritten. Choose another name.', target.fsPath)
  } catch (error) {
    return l10n.t('The file cannot be written: {0}', messageOf(error))
  }
}

/** The key is in this window's memory and nowhere else: only who says so gives it up. */
async function askOtherPlace(name: string, failed: string, error: unknown): Promise<PrivateKeyFile | undefined> {
  const go = l10n.t('Save Elsewhere…')
  const question = l10n.t('The private key of {0} is not saved yet.', name)
  for (let problem = l10n.t('{0} cannot be written: {1}', failed, messageOf(error)); ; ) {
    const detail = `${problem}\n\n${l10n.t('The key pair has been made, and its private key cannot be downloaded again.')}`
    if ((await window.showErrorMessage(question, { modal: true, detail }, go)) !== go) return undefined
    const place = await askPlace(name)
    if (typeof place === 'object') return place
    problem = place ?? l10n.t('No file was chosen.')
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

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
  const fileName = file.path.split('/').at(-1) ?? ''
  const read = await readPublicKey(file, fileName)
  if ('problem' in read) {
    void window.showErrorMessage(read.problem)
    return BACK
  }
  const { publicKey } = read
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

async function readPublicKey(file: Uri, name: string): Promise<{ publicKey: string } | { problem: string }> {
  try {
    const publicKey = publicKeyIn(new TextDecoder().decode(await workspace.fs.readFile(file)))
    if (publicKey) return { publicKey }
    return { problem: l10n.t('{0} is not a public key in OpenSSH’s form (ssh-rsa, ssh-ed25519, ecdsa-…).', name) }
  } catch (error) {
    return { problem: l10n.t('{0} cannot be read: {1}', name, messageOf(error)) }
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
