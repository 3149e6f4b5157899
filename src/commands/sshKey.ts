import { chmod } from 'node:fs/promises'
import { l10n, Uri, window } from 'vscode'
import * as z from 'zod/mini'
import { listKeyPairs } from '../api/keyPairs'
import type { KeyPair } from '../api/schemas'
import type { App } from '../app'
import { isQuotable } from '../ssh/ownHosts'
import { belongsTo, findPrivateKey, isFile, permissionProblem } from '../ssh/privateKeys'
import type { Route } from './sshLogin'
import type { Machine } from './sshMachine'

const KEY = 'ssh.privateKeys'
const Remembered = z.catch(z.record(z.string(), z.string()), {})

/** The private key for a login, or that ssh finds its own; undefined when the user left. */
export type KeyChoice = { readonly identityFile: string | undefined }

/** The private key of the server's key pair: remembered, found by fingerprint, else asked for once. */
export async function keyFor(app: App, { ssh }: Machine, route: Route): Promise<KeyChoice | undefined> {
  const { keyPairName } = route.server
  if (route.identityFile !== undefined) return usable(route.identityFile)
  if (keyPairName === undefined) return { identityFile: undefined }
  const { region, projectId } = route.connection.project
  const name = `${region}/${projectId}/${keyPairName}`
  const remembered = Remembered.parse(app.memory.get(KEY) ?? {})
  const known = Object.hasOwn(remembered, name) ? remembered[name] : undefined
  if (known && (await isFile(known))) return usable(known)
  if (known === '') return { identityFile: undefined }
  const pair = await pairOf(app, route, keyPairName)
  const found = pair && (await findPrivateKey(ssh, pair))
  if (found?.kind === 'agent') return { identityFile: undefined }
  const chosen = found ? found.path : await ask(route.place, keyPairName)
  if (chosen === undefined) return undefined
  if (!found && chosen !== '' && pair && !(await mayUse(ssh, chosen, pair))) return undefined
  await app.memory.update(KEY, { ...remembered, [name]: chosen })
  return chosen === '' ? { identityFile: undefined } : usable(chosen)
}

async function pairOf(app: App, route: Route, name: string): Promise<KeyPair | undefined> {
  const { call, project } = route.connection
  try {
    const pairs = await listKeyPairs(call, project.projectId, AbortSignal.timeout(10_000))
    return pairs.find((one) => one.name === name)
  } catch (error) {
    app.log.warn(`key pair ${name}: ${String(error)}`)
    return undefined
  }
}

/** A key of another pair would only be refused by the server, without a reason. */
async function mayUse(ssh: Machine['ssh'], path: string, pair: KeyPair): Promise<boolean> {
  if ((await belongsTo(ssh, path, pair)) !== false) return true
  const anyway = l10n.t('Use Anyway')
  const text = l10n.t('{0} is not the private key of the key pair {1}: its fingerprint is another.', path, pair.name)
  return (await window.showWarningMessage(text, anyway)) === anyway
}

async function ask(place: string, keyPair: string): Promise<string | undefined> {
  const choose = { label: l10n.t('Choose the private key file…'), path: undefined }
  const leave = {
    label: l10n.t('Let ssh find the key'),
    detail: l10n.t('From the agent or its own configuration'),
    path: '',
  }
  const title = l10n.t('Private key of the key pair {0}', keyPair)
  const placeHolder = l10n.t('No private key of this pair was found for {0}. The answer is remembered.', place)
  const answer = await window.showQuickPick([choose, leave], { title, placeHolder, ignoreFocusOut: true })
  if (!answer || answer.path !== undefined) return answer?.path
  const [file] = (await window.showOpenDialog({ title, openLabel: l10n.t('Use This Key') })) ?? []
  return file?.scheme === 'file' ? file.fsPath : undefined
}

/** ssh ignores a key that others can read, so that is said before it happens. */
async function usable(path: string): Promise<KeyChoice | undefined> {
  if (!isQuotable(path))
    throw new Error(l10n.t('The path {0} cannot be used by ssh: it has quotes or line ends.', path))
  if (!(await isFile(path))) throw new Error(l10n.t('There is no private key {0}.', path))
  if ((await permissionProblem(path)) === undefined) return { identityFile: path }
  const mend = l10n.t('Make It Private')
  const anyway = l10n.t('Connect Anyway')
  const text = l10n.t(
    'Others can read the private key {0}, so ssh will ignore it. “{1}” does what “chmod 600” does.',
    Uri.file(path).fsPath,
    mend,
  )
  const answer = await window.showWarningMessage(text, mend, anyway)
  if (answer === undefined) return undefined
  if (answer === mend) await chmod(path, 0o600)
  return { identityFile: path }
}
