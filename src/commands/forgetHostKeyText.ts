import { l10n } from 'vscode'
import type { ForgetPlan } from '../ssh/forget'
import type { HostKey } from '../ssh/hostKeys'
import type { Route } from './sshLogin'
import type { Machine } from './sshMachine'

/** The keys that a server offers at the address that answered. */
export interface Offer {
  readonly host: string
  readonly keys: readonly HostKey[]
}

/** Where ssh keeps new keys, and whether this user may put one there. */
export interface Home {
  readonly path: string | undefined
  readonly canTrust: boolean
}

/** What goes, what comes, and what stays, for the question whether to forget. */
export const detailOf = (
  machine: Machine,
  route: Route,
  plan: ForgetPlan,
  offer: Offer | undefined,
  home: Home,
): readonly string[] => [
  ...oldText(plan),
  ...newText(route, offer, home),
  ...coveringText(plan),
  ...leftOutText(plan),
  ...whereText(machine),
]

function oldText({ files, searched }: ForgetPlan): readonly string[] {
  const listed = files.flatMap(({ path, forgotten, isWritable }) => {
    if (forgotten.length === 0) return []
    const lines = forgotten.map(({ line, names }) => l10n.t('line {0} ({1})', line, names.join(', '))).join('; ')
    if (!isWritable) return [l10n.t('{0}: {1} – you may not change this file; ask its administrator.', path, lines)]
    return [l10n.t('{0}: {1}. A backup is kept beside it.', path, lines)]
  })
  return listed.length > 0
    ? [l10n.t('Will be removed from:'), ...listed]
    : [l10n.t('No entry was found in {0}.', searched.join(', '))]
}

function newText({ addresses, port }: Route, offer: Offer | undefined, home: Home): readonly string[] {
  if (!offer || offer.keys.length === 0) {
    const asked = addresses.map(({ host }) => `${host}:${port}`).join(', ')
    return [l10n.t('The new key could not be read at {0}; ssh will show it at the next connection.', asked)]
  }
  const prints = offer.keys.map(({ type, fingerprint }) => `${type} ${fingerprint}`)
  return [
    l10n.t('Offered now by {0}:', `${offer.host}:${port}`),
    prints.join('\n'),
    l10n.t(
      'To be sure, compare with what “ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub” prints in the console’s remote login.',
    ),
    ...homeText(home),
  ]
}

function homeText({ path, canTrust }: Home): readonly string[] {
  if (path === undefined)
    return [l10n.t('Your ssh keeps no host keys (UserKnownHostsFile), so the new one cannot be kept either.')]
  return canTrust ? [] : [l10n.t('The new key cannot be kept: you may not write to {0}. Check who owns it.', path)]
}

const coveringText = ({ files }: ForgetPlan): readonly string[] =>
  files.flatMap(({ path, covering }) =>
    covering.map(({ line, pattern }) =>
      l10n.t(
        '{0}, line {1}: “{2}” also stands for other hosts and stays; edit it yourself if ssh still complains.',
        path,
        line,
        pattern,
      ),
    ),
  )

/** Aliases that are not searched for, so that their entries stay. */
const leftOutText = ({ unread, elsewhere }: ForgetPlan): readonly string[] => [
  ...(unread.length === 0
    ? []
    : [l10n.t('ssh did not say where these names lead, so their entries stay: {0}.', unread.join(', '))]),
  ...(elsewhere.length === 0
    ? []
    : [
        l10n.t(
          'These names lead to the same private address by another way, perhaps to another machine, so their entries stay: {0}.',
          elsewhere.join(', '),
        ),
      ]),
]

const whereText = ({ where }: Machine): readonly string[] => (where ? [l10n.t('This happens {0}.', where)] : [])
