import { env, l10n, window } from 'vscode'
import type { App } from '../../app'
import { selectionOf, targetsOf } from './targets'

type Command = (app: App, args: readonly unknown[]) => Promise<void>

export const copyId: Command = async (app, args) => copyLines((await named(app, args)).map(({ id }) => id))

export const copyName: Command = async (app, args) => copyLines((await named(app, args)).map(({ name }) => name))

/** Copies the addresses of those that have one, and says how many have none. */
export const copyAddress: Command = async (app, args) => {
  const servers = (await targetsOf(app, args)).map(({ server }) => server)
  const addresses = servers.flatMap(({ address }) => address ?? [])
  const without = servers.filter(({ address }) => address === undefined).map(({ name }) => name)
  if (servers.length > 0 && addresses.length === 0) throw new Error(l10n.t('{0} has no address.', without.join(', ')))
  await copyLines(addresses)
  if (without.length > 0)
    void window.showWarningMessage(l10n.t('Left out, for want of an address: {0}.', without.join(', ')))
}

export const copyJson: Command = async (app, args) => {
  const servers = (await targetsOf(app, args)).map(({ server }) => server)
  if (servers.length > 0) await copyText(JSON.stringify(servers.length === 1 ? servers[0] : servers, undefined, 2))
}

/** Servers and supernodes as they were selected. */
async function named(
  app: App,
  args: readonly unknown[],
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const { targets, supernodes } = await selectionOf(app, args)
  return [...supernodes, ...targets.map(({ server }) => server)]
}

async function copyLines(lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await copyText(lines.join('\n'))
}

async function copyText(text: string): Promise<void> {
  await env.clipboard.writeText(text)
  window.setStatusBarMessage(l10n.t('Copied to the clipboard.'), 3000)
}
