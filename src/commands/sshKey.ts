import { l10n, Uri, window } from 'vscode'
import { listKeyPairs } from '../api/keyPairs'
import type { KeyPair } from '../api/schemas'
import type { App } from '../app'
import { effectiveFor } from '../ssh/effective'
import { makePrivate, permissionProblem } from '../ssh/keyRights'
import { isQuotable } from '../ssh/ownHosts'
import { belongsTo, findPrivateKey, isFile, isPrivateKey, publicKeyFile } from '../ssh/privateKeys'
import type { Ssh } from '../ssh/program'
import { keyPathOf, rememberKeyPath } from './keyMemory'
import { type Route, routeTo } from './sshLogin'
import { type Machine, machineOf } from './sshMachine'
import { targetOf } from './target'

/** The private key for a login, or that ssh finds its own; undefined when the user left. */
export type KeyChoice = { readonly identityFile: string | undefined }

/** The private key of the server's key pair: remembered, found by fingerprint, else asked for once. */
export async function keyFor(
  app: Pick<App, 'memory' | 'log'>,
  { ssh }: Pick<Machine, 'ssh'>,
  route: Route,
): Promise<KeyChoice | undefined> {
  const { keyPairName } = route.server
  const { project } = route.connection
  if (route.identityFile !== undefined) return usable(route.identityFile)
  if (keyPairName === undefined) return { identityFile: undefined }
  const known = keyPathOf(app.memory, project, keyPairName)
  if (known === '') return { identityFile: undefined }
  const pair = await pairOf(app, route, keyPairName)
  const isThere = known !== undefined && (await isFile(known))
  // A pair may have been made anew under its name.
  if (isThere && (!pair || (await belongsTo(ssh, known, pair)) !== false)) return usable(known)
  const found = pair && (await findPrivateKey(ssh, pair, await placesOf(ssh, route)))
  if (found?.kind === 'agent') return { identityFile: await publicKeyFile(ssh, found.publicKey) }
  // That one was said to be used all the same.
  if (!found && isThere) return usable(known)
  const chosen = found?.path ?? (await choose(ssh, route, keyPairName, pair))
  if (chosen === undefined) return undefined
  await rememberKeyPath(app.memory, project, keyPairName, chosen)
  return chosen === '' ? { identityFile: undefined } : usable(chosen)
}

/** Asks for another private key than the one that was found or chosen once. */
export async function choosePrivateKey(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  const route = await routeTo(app, target)
  const { keyPairName } = target.server
  const { project } = target.servers
  if (route.identityFile !== undefined)
    throw new Error(l10n.t('The private key of {0} is named in {1}.', route.place, 'modelartsDevServers.ssh.servers'))
  if (keyPairName === undefined)
    throw new Error(
      l10n.t('{0} has no key pair. Name a private key in {1}.', route.place, 'modelartsDevServers.ssh.servers'),
    )
  const pair = await pairOf(app, route, keyPairName)
  const now = keyPathOf(app.memory, project, keyPairName)
  const chosen = await choose(machineOf(app).ssh, route, keyPairName, pair, now)
  if (chosen === undefined) return
  await rememberKeyPath(app.memory, project, keyPairName, chosen)
  const text = chosen
    ? l10n.t('{0} is used for the key pair {1} from now on.', chosen, keyPairName)
    : l10n.t('ssh finds the key for the key pair {0} from now on.', keyPairName)
  void window.showInformationMessage(text)
}

/** Where ssh itself would look for keys for this server. */
const placesOf = (ssh: Ssh, { addresses, port, user }: Route) =>
  effectiveFor(ssh, addresses[0]?.host ?? '', ['-p', String(port), '-l', user])

async function pairOf(app: Pick<App, 'log'>, route: Route, name: string): Promise<KeyPair | undefined> {
  const { call, project } = route.connection
  try {
    const pairs = await listKeyPairs(call, project.projectId, AbortSignal.timeout(10_000))
    return pairs.find((one) => one.name === name)
  } catch (error) {
    app.log.warn(`key pair ${name}: ${String(error)}`)
    return undefined
  }
}

/** A path; empty where ssh is to find the key, undefined when the user leaves. */
async function choose(
  ssh: Ssh,
  { place }: Route,
  keyPair: string,
  pair: KeyPair | undefined,
  now?: string,
): Promise<string | undefined> {
  const chosen = await ask(place, keyPair, now)
  return !chosen || (await mayUse(ssh, chosen, pair)) ? chosen : undefined
}

/** A public key, or one of another pair, would only be refused by the server, without a reason. */
async function mayUse(ssh: Ssh, path: string, pair: KeyPair | undefined): Promise<boolean> {
  const isKey = await isPrivateKey(path)
  if (isKey && (!pair || (await belongsTo(ssh, path, pair)) !== false)) return true
  const anyway = l10n.t('Use Anyway')
  const text = isKey
    ? l10n.t('{0} is not the private key of the key pair {1}: its fingerprint is another.', path, pair?.name ?? '')
    : l10n.t('{0} holds no private key that OpenSSH can read.', path)
  return (await window.showWarningMessage(text, anyway)) === anyway
}

async function ask(place: string, keyPair: string, now: string | undefined): Promise<string | undefined> {
  const choose = { label: l10n.t('Choose the private key file…'), path: undefined, ...(now && { detail: now }) }
  const leave = {
    label: l10n.t('Let ssh find the key'),
    detail: l10n.t('From the agent or its own configuration'),
    path: '',
  }
  const title = l10n.t('Private key of the key pair {0}', keyPair)
  const placeHolder =
    now === undefined
      ? l10n.t('None was found for {0}. The answer is remembered.', place)
      : l10n.t('Which key is used for {0} from now on?', place)
  const answer = await window.showQuickPick([choose, leave], { title, placeHolder, ignoreFocusOut: true })
  if (!answer || answer.path !== undefined) return answer?.path
  const [file] = (await window.showOpenDialog({ title, openLabel: l10n.t('Use This Key') })) ?? []
  return file?.scheme === 'file' ? file.fsPath : undefined
}

/** ssh ignores a key that others can read, so that is said before it happens. */
async function usable(path: string): Promise<KeyChoice | undefined> {
  if (!isQuotable(path))
    throw new Error(
      l10n.t(
        'ssh cannot be given the path {0}, because of a character in it: a quote, a line end, a backslash or “{1}”. Rename the file or its folder.',
        path,
        '${',
      ),
    )
  if (!(await isFile(path))) throw new Error(l10n.t('There is no private key {0}.', path))
  if ((await permissionProblem(path)) === undefined) return { identityFile: path }
  const mend = l10n.t('Make It Private')
  const anyway = l10n.t('Connect Anyway')
  const text = l10n.t(
    'Others can read the private key {0}, so ssh will ignore it. “{1}” does what “{2}” does.',
    Uri.file(path).fsPath,
    mend,
    process.platform === 'win32' ? 'icacls /inheritance:r' : 'chmod 600',
  )
  const answer = await window.showWarningMessage(text, mend, anyway)
  if (answer === undefined) return undefined
  if (answer === mend) await makePrivate(path)
  return { identityFile: path }
}
