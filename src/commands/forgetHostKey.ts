import { commands, l10n, window } from 'vscode'
import type { App } from '../app'
import { applyForgetting, type ForgetPlan, planForgetting } from '../ssh/forget'
import { scanHostKeys } from '../ssh/hostKeys'
import { JumpFailed } from '../ssh/jump'
import { systemResolve } from '../ssh/resolve'
import { canKeep, homeOf, trustKeys } from '../ssh/trust'
import { cancellable } from './cancellable'
import { detailOf, type Offer } from './forgetHostKeyText'
import { commandId } from './ids'
import { type AtServer, atServer, everyAddress, type Route, routeTo } from './sshLogin'
import { type Machine, machineOf } from './sshMachine'
import { jumpText } from './sshProblem'
import { type Target, targetOf } from './target'

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
  const title = l10n.t('Reading the host key of {0}', route.place)
  const read = await cancellable(title, async (signal) => {
    const { port, jumpHost } = route
    const place = { addresses: await everyAddress(app, route), port, jumpHost, resolve: systemResolve }
    return Promise.all([planForgetting(machine.ssh, place, signal), offered(machine, route, signal)])
  })
  if (!read) return
  const [plan, offer] = read
  const wish = await ask(machine, route, plan, offer)
  if (wish === undefined) return
  const backups = await applyForgetting(plan, app.clock.now())
  for (const { path, backup } of backups) app.log.info(`host key of ${target.server.id}: ${path}, backup ${backup}`)
  if (wish === 'trust' && offer) await trustKeys(plan, { host: offer.host, port: route.port }, offer.keys)
  void tellDone(target, route, wish, backups.length)
}

/** A jump host that nobody can pass now keeps nobody from forgetting. */
async function offered(machine: Machine, route: Route, signal: AbortSignal): Promise<Offer | undefined> {
  const scan: AtServer<Offer> = async ({ host }, from) => ({
    host,
    keys: await scanHostKeys(machine.ssh, from.host, from.port, signal),
  })
  return atServer(machine, route, scan, signal).catch((error: unknown) => {
    if (!(error instanceof JumpFailed)) throw error
    void window.showWarningMessage(jumpText(error))
    return undefined
  })
}

async function ask(
  machine: Machine,
  route: Route,
  plan: ForgetPlan,
  offer: Offer | undefined,
): Promise<'forget' | 'trust' | undefined> {
  const { place } = route
  const old = plan.files.flatMap(({ forgotten }) => forgotten)
  const keys = offer?.keys ?? []
  if (old.length > 0 && old.every(({ key }) => keys.some(({ type, data }) => `${type} ${data}` === key))) {
    const text = l10n.t('{0} offers the host key that your ssh knows; there is nothing to forget.', place)
    void window.showInformationMessage(text)
    return undefined
  }
  const canForget = plan.files.some(({ forgotten, isWritable }) => isWritable && forgotten.length > 0)
  const effective = offer && plan.direct.get(offer.host)
  const home = effective && (await homeOf(effective))
  const canTrust = keys.length > 0 && home !== undefined && (await canKeep(home))
  const trust = canForget ? l10n.t('Forget Old Key and Trust New One') : l10n.t('Trust This Key')
  const forget = l10n.t('Only Forget Old Key')
  // The first is what Enter takes.
  const buttons = [...(canForget ? [forget] : []), ...(canTrust ? [trust] : [])]
  if (buttons.length === 0) {
    void window.showInformationMessage(nothingToDo(route, plan, keys.length > 0, home))
    return undefined
  }
  const detail = detailOf(machine, route, plan, offer, { path: home, canTrust }).join('\n\n')
  const question = canForget
    ? l10n.t('Forget the old host key of {0}?', place)
    : l10n.t('Trust the host key of {0}?', place)
  const answer = await window.showWarningMessage(question, { modal: true, detail }, ...buttons)
  if (answer === undefined) return undefined
  return answer === trust ? 'trust' : 'forget'
}

function nothingToDo({ place }: Route, { files }: ForgetPlan, isOffered: boolean, home: string | undefined): string {
  const locked = files.filter(({ forgotten }) => forgotten.length > 0).map(({ path }) => path)
  if (locked.length > 0)
    return l10n.t(
      'The old host key of {0} is only in files that you may not change; ask the administrator of {1}.',
      place,
      locked.join(', '),
    )
  if (isOffered && home !== undefined)
    return l10n.t('Your ssh knows no host key of {0}, and you may not write to {1}, where it keeps them.', place, home)
  if (isOffered) return l10n.t('Your ssh knows no host key of {0}, and it keeps none (UserKnownHostsFile).', place)
  return l10n.t('Your ssh knows no host key of {0}, and none could be read from the server.', place)
}

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
