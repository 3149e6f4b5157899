import { l10n } from 'vscode'
import type { Diagnosis } from '../api/diagnosis'
import { ApiError, UnsentError } from '../api/errors'
import { TrustError } from '../api/trust'
import { trustWords } from './trust'

/** What happened, in a few words, and what to do about it. */
export interface Words {
  readonly short: string
  readonly remedy: string
}

const checkNetwork = (): string =>
  l10n.t('Check the network, the proxy setting of VS Code and the region, then try again.')

const NETWORK = {
  timeout: () => ({ short: l10n.t('No answer in time.'), remedy: checkNetwork() }),
  refused: () => ({ short: l10n.t('The service cannot be reached.'), remedy: checkNetwork() }),
  dns: () => ({ short: l10n.t('The service’s host name is unknown.'), remedy: checkNetwork() }),
  reset: () => ({ short: l10n.t('The connection broke.'), remedy: checkNetwork() }),
  tls: (error: unknown) =>
    error instanceof TrustError
      ? trustWords(error)
      : {
          short: l10n.t('The service’s certificate is not trusted.'),
          remedy: l10n.t('A proxy that intercepts TLS needs its certificate in the system’s store.'),
        },
  notJson: () => ({
    short: l10n.t('Something other than the service answered.'),
    remedy: l10n.t('A proxy or a sign-in page may stand in between; check the endpoint and the proxy.'),
  }),
  serviceFailed: () => ({
    short: l10n.t('The service failed.'),
    remedy: l10n.t('Try again later; give the request id to the vendor’s support if it goes on.'),
  }),
} satisfies Partial<Record<Diagnosis, (error: unknown) => Words>>

const ACCOUNT = {
  keyUnknown: () => ({
    short: l10n.t('Access key unknown.'),
    remedy: l10n.t('Check the access key and the site it belongs to; a temporary key also needs its security token.'),
  }),
  secretKeyWrong: () => ({
    short: l10n.t('Secret key refused.'),
    remedy: l10n.t('Enter the secret key again, without blanks; a proxy that alters requests has the same effect.'),
  }),
  clock: (error: unknown) => ({
    short: clockText(error),
    remedy: l10n.t('Correct the clock; if it is right, temporary keys have expired and must be renewed.'),
  }),
  lockedOut: () => ({
    short: l10n.t('Access key locked for five minutes after repeated refusals.'),
    remedy: l10n.t('Wait, then sign in with the right keys.'),
  }),
  passwordNeeded: () => ({
    short: l10n.t('The sign-in has run out.'),
    remedy: l10n.t('Enter the password again, with a new passcode if the user needs one.'),
  }),
  tokenExpired: () => ({ short: l10n.t('Credentials expired.'), remedy: l10n.t('Sign in again.') }),
  credentialsRefused: () => ({
    short: l10n.t('Credentials refused.'),
    remedy: l10n.t('Check the keys and the region; temporary keys may have expired.'),
  }),
  credentialsMalformed: () => ({
    short: l10n.t('The keys have characters that keys cannot have.'),
    remedy: l10n.t('Enter them again, without blanks and line breaks.'),
  }),
  temporaryRefused: () => ({
    short: l10n.t('Temporary keys refused.'),
    remedy: l10n.t('They have probably expired: get new ones; if they are new, check all three parts.'),
  }),
  passwordWrong: () => ({
    short: l10n.t('User name or password refused.'),
    remedy: l10n.t('Check the names of the account and the user, and the password; a passcode is good for a moment.'),
  }),
  projectMismatch: () => ({
    short: l10n.t('The project does not belong to this account or region.'),
    remedy: l10n.t('Check the project id under My Credentials in the console.'),
  }),
  noPermission: () => ({
    short: l10n.t('No permission.'),
    remedy: l10n.t('Ask the account’s administrator for the right named by the service.'),
  }),
  agencyMissing: () => ({
    short: l10n.t('ModelArts is not authorized yet.'),
    remedy: l10n.t('Set up the ModelArts agency (global authorization) in the console.'),
  }),
  billing: () => ({
    short: l10n.t('The account, project or server is suspended.'),
    remedy: l10n.t('Settle the account in the console.'),
  }),
} satisfies Partial<Record<Diagnosis, (error: unknown) => Words>>

const HERE = {
  notSignedIn: () => ({ short: l10n.t('Not signed in.'), remedy: l10n.t('Sign in again.') }),
  late: () => ({
    short: l10n.t('Too much time passed before the request could leave: it was not sent.'),
    remedy: l10n.t('Try again.'),
  }),
  damaged: (error: unknown) => ({
    short: l10n.t('An earlier change of this server is noted in a file that cannot be read.'),
    remedy: l10n.t(
      'Make sure that no change is under way, then delete {0}.',
      error instanceof UnsentError ? error.about : '',
    ),
  }),
  diskFull: () => ({
    short: l10n.t('The disk of this computer is full.'),
    remedy: l10n.t('Make room, then try again.'),
  }),
  disk: () => ({
    short: l10n.t('A file on this computer cannot be read or written.'),
    remedy: l10n.t('Check its permissions, then try again.'),
  }),
} satisfies Partial<Record<Diagnosis, (error: unknown) => Words>>

const REQUEST = {
  serverMissing: () => ({
    short: l10n.t('Not found.'),
    remedy: l10n.t('Refresh the list; check the region and the project.'),
  }),
  endpointWrong: () => ({
    short: l10n.t('The service is not offered at this address.'),
    remedy: l10n.t('Check the region and the endpoints of the project.'),
  }),
  throttled: () => ({ short: l10n.t('Too many requests.'), remedy: l10n.t('Wait a moment, then try again.') }),
  wrongState: () => ({
    short: l10n.t('The server’s state does not allow this now.'),
    remedy: l10n.t('Refresh, and wait until the other operation has ended.'),
  }),
  imageMissing: () => ({
    short: l10n.t('The image was not found, or you may not use it.'),
    remedy: l10n.t('Pick an image of this region that you may use.'),
  }),
  imageUnsuitable: () => ({
    short: l10n.t('The image does not fit this server.'),
    remedy: l10n.t('Pick another image.'),
  }),
  password: () => ({
    short: l10n.t('The password was refused.'),
    remedy: l10n.t('Choose another password or a key pair.'),
  }),
  keyPair: () => ({
    short: l10n.t('The key pair was refused.'),
    remedy: l10n.t('Choose a pair of your own, or one shared with the account.'),
  }),
  quota: () => ({ short: l10n.t('A quota is used up.'), remedy: l10n.t('Release something or ask for more quota.') }),
  unsupported: () => ({
    short: l10n.t('This kind of server does not support the operation.'),
    remedy: l10n.t('See the console for what it offers.'),
  }),
  tooLarge: () => ({ short: l10n.t('The request was too large.'), remedy: l10n.t('Make the user data shorter.') }),
  badPath: () => ({
    short: l10n.t('An id or address is not usable.'),
    remedy: l10n.t('Check ids and endpoints for stray characters.'),
  }),
  badRequest: () => ({ short: l10n.t('The service refused the request.'), remedy: '' }),
  other: () => ({ short: l10n.t('Something went wrong.'), remedy: '' }),
} satisfies Partial<Record<Diagnosis, (error: unknown) => Words>>

function clockText(error: unknown): string {
  const skewMs = error instanceof ApiError ? error.clockSkewMs : undefined
  if (skewMs === undefined || Math.abs(skewMs) < 60_000) return l10n.t('Signature expired.')
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  return skewMs > 0
    ? l10n.t('This computer’s clock is {0} min behind.', minutes)
    : l10n.t('This computer’s clock is {0} min ahead.', minutes)
}

/** Words for every diagnosis; functions, because the language is known only when they are asked for. */
export const WORDS: Readonly<Record<Diagnosis, (error: unknown) => Words>> = {
  ...NETWORK,
  ...ACCOUNT,
  ...HERE,
  ...REQUEST,
}

/** The words of a diagnosis that was written down; another version may have known others. */
export const wordsOf = (diagnosis = 'other'): Words =>
  (diagnosis in WORDS ? WORDS[diagnosis as Diagnosis] : WORDS.other)(undefined)
