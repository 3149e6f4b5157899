import { commands, l10n, ProgressLocation, window } from 'vscode'
import type { App } from '../app'
import { hostForms } from '../base/hosts'
import { applyForgetting, type ForgetPlan, planForgetting } from '../ssh/forget'
import { addKnownHosts, type HostKey, knownHostsLines, scanHostKeys } from '../ssh/hostKeys'
import { commandId } from './ids'
import { atServer, type Route, routeTo } from './sshLogin'
import { type Machine, machineOf } from './sshMachine'
import { type Target, targetOf } from './target'

interface Offer {
  readonly host: string
  readonly keys: readonly HostKey[]
}

/** Takes a server's old host key out of known_hosts after showing what goes and what the server offers now. */
export async function forgetKey(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  if (app.osChanges.find(target.servers.project, target.server.id)) {
    const text = l10n.t(
      'The OS of {0} is still being changed; its new host key comes with the new system.',
      target.server.name,
    )
    void window.showInformationMessage(text)
    return
  }
  const machine = machineOf(app)
  const route = await routeTo(app, target)
  const addresses = route.addresses.map(({ host }) => host)
  const title = l10n.t('Reading the host key of {0}', route.place)
  const [plan, offer] = await window.withProgress({ location: ProgressLocation.Notification, title }, () =>
    Promise.all([planForgetting(machine.ssh, { addresses, port: route.port }), offered(machine, route)]),
  )
  const wish = await ask(machine, route, plan, offer)
  if (wish === undefined) return
  const backups = await applyForgetting(plan, app.clock.now())
  for (const { path, backup } of backups) app.log.info(`host key of ${target.server.id}: ${path}, backup ${backup}`)
  if (wish === 'trust' && offer && plan.home) {
    const { path, isHashed } = plan.home
    await addKnownHosts(path, knownHostsLines(namesToTrust(route, plan, offer), offer.keys, isHashed))
  }
  void tellDone(target, route, wish, backups.length)
}

const offered = (machine: Machine, route: Route): Promise<Offer | undefined> =>
  atServer(machine, route, async ({ host }, from) => ({
    host,
    keys: await scanHostKeys(machine.ssh, from.host, from.port),
  }))

/** The address that was asked, as ssh writes it, and the names that stood in known_hosts before. */
function namesToTrust({ port }: Route, plan: ForgetPlan, { host }: Offer): readonly string[] {
  const [plain = host, withPort = host] = hostForms(host, port)
  const before = plan.files.filter(({ isWritable }) => isWritable).flatMap(({ forgotten }) => forgotten)
  return [...new Set([port === 22 ? plain : withPort, ...before.flatMap(({ names }) => names)])]
}

async function ask(
  machine: Machine,
  route: Route,
  plan: ForgetPlan,
  offer: Offer | undefined,
): Promise<'forget' | 'trust' | undefined> {
  const old = plan.files.flatMap(({ forgotten }) => forgotten)
  const keys = offer?.keys ?? []
  const isSame = old.length > 0 && old.every(({ key }) => keys.some(({ type, data }) => `${type} ${data}` === key))
  if (isSame) {
    void window.showInformationMessage(
      l10n.t('{0} offers the host key that is known here; there is nothing to forget.', route.place),
    )
    return undefined
  }
  const trust = old.length > 0 ? l10n.t('Forget Old Key and Trust New One') : l10n.t('Trust This Key')
  const forget = l10n.t('Only Forget Old Key')
  // The first is what Enter takes.
  const buttons = [...(old.length > 0 ? [forget] : []), ...(keys.length > 0 ? [trust] : [])]
  const detail = [...oldText(plan), ...newText(route, offer), ...coveringText(plan), ...whereText(machine)].join('\n\n')
  if (buttons.length === 0) {
    void window.showInformationMessage(l10n.t('No host key of {0} is known here, and none could be read.', route.place))
    return undefined
  }
  const question =
    old.length > 0
      ? l10n.t('Forget the old host key of {0}?', route.place)
      : l10n.t('Trust the host key of {0}?', route.place)
  const answer = await window.showWarningMessage(question, { modal: true, detail }, ...buttons)
  if (answer === undefined) return undefined
  return answer === trust ? 'trust' : 'forget'
}

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

function newText({ addresses, port }: Route, offer: Offer | undefined): readonly string[] {
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
  ]
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

const whereText = ({ where }: Machine): readonly string[] => (where ? [l10n.t('This happens {0}.', where)] : [])

async function tellDone(
  { servers, server }: Target,
  { place }: Route,
  wish: 'forget' | 'trust',
  files: number,
): Promise<void> {
  const connect = l10n.t('Connect')
  const text =
    wish === 'trust'
      ? l10n.t('ssh now trusts the new host key of {0}.', place)
      : l10n.t(
          'The old host key of {0} is forgotten (files changed: {1}); ssh will ask about the new one.',
          place,
          files,
        )
  if ((await window.showInformationMessage(text, connect)) !== connect) return
  await commands.executeCommand(commandId('connect'), { project: servers.project.name, serverId: server.id })
}
