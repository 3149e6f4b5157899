import { l10n, window } from 'vscode'
import type { App } from '../app'
import type { Address } from '../ssh/address'
import { JumpFailed } from '../ssh/jump'
import { cancellable } from './cancellable'
import { type AtServer, atServer, type Route } from './sshLogin'
import type { Machine } from './sshMachine'
import { jumpText } from './sshProblem'

/** Milliseconds that a server may take to come up after its system was replaced. */
export const LONGEST_WAIT_MS = 10 * 60_000
/** Milliseconds between two looks; through a jump host each is a login there. */
export const pauseMs = ({ jumpHost }: Route): number => (jumpHost === undefined ? 3_000 : 10_000)

/**
 * Waits, with a notification that can be cancelled, until an SSH server greets; undefined when the user leaves. Where a
 * jump host lets nobody pass without questions, `unseen` takes the best address if the user goes on.
 */
export async function whenGreeting<T>(
  app: App,
  machine: Machine,
  route: Route,
  use: AtServer<T>,
  unseen: (address: Address | undefined) => T,
): Promise<T | undefined> {
  const waiting = cancellable(l10n.t('Waiting for SSH on {0}', route.place), async (signal, tell) => {
    const began = app.clock.now()
    tell(wayText(route))
    while (!signal.aborted) {
      const found = await atServer(machine, route, async (...at) => ({ value: await use(...at) }), signal)
      if (found) return found.value
      if (app.clock.now() - began > LONGEST_WAIT_MS) throw new Error(silentText(route))
      await app.clock.delay(pauseMs(route), signal).catch(() => undefined)
    }
    return undefined
  })
  try {
    return await waiting
  } catch (error) {
    if (!(error instanceof JumpFailed)) throw error
    const anyway = l10n.t('Connect Anyway')
    const answer = await window.showWarningMessage(jumpText(error), anyway)
    return answer === anyway ? unseen(route.addresses[0]) : undefined
  }
}

const placesText = ({ addresses, port }: Route): string => addresses.map(({ host }) => `${host}:${port}`).join(', ')

const wayText = (route: Route): string =>
  route.jumpHost === undefined ? placesText(route) : l10n.t('{0} through {1}', placesText(route), route.jumpHost)

/** That nothing answered, and what to look at. */
export const silentText = (route: Route): string =>
  l10n.t(
    'No SSH server of {0} answers at {1}. Check that it runs, its elastic IP and security group, your VPN, or set a jump host for the project.',
    route.place,
    wayText(route),
  )
