import { env, l10n, window } from 'vscode'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import { targetsOf } from './targets'

/** Puts one line for each server on the clipboard, or all of them as JSON. */
async function copy(
  app: App,
  args: readonly unknown[],
  what: (servers: readonly DevServer[]) => string,
): Promise<void> {
  const servers = (await targetsOf(app, args)).map(({ server }) => server)
  if (servers.length === 0) return
  const text = what(servers)
  if (text === '') throw new Error(l10n.t('{0} has no address.', servers[0]?.name ?? ''))
  await env.clipboard.writeText(text)
  window.setStatusBarMessage(l10n.t('Copied to the clipboard.'), 3000)
}

const lines = (of: (server: DevServer) => string | undefined) => (servers: readonly DevServer[]) =>
  servers
    .map(of)
    .filter((value) => value !== undefined)
    .join('\n')

type Command = (app: App, args: readonly unknown[]) => Promise<void>

export const copyId: Command = (app, args) =>
  copy(
    app,
    args,
    lines(({ id }) => id),
  )
export const copyName: Command = (app, args) =>
  copy(
    app,
    args,
    lines(({ name }) => name),
  )
export const copyAddress: Command = (app, args) =>
  copy(
    app,
    args,
    lines(({ address }) => address),
  )
export const copyJson: Command = (app, args) =>
  copy(app, args, (servers) => JSON.stringify(servers.length === 1 ? servers[0] : servers, undefined, 2))
