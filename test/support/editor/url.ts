import type { EditorServer } from './server'

/** The address of a window; `payload` holds what would be command line arguments on the desktop. */
export function workbenchUrl(
  server: EditorServer,
  payload: readonly (readonly [string, string])[] = [],
  folder?: string,
): string {
  const url = new URL(server.url)
  url.searchParams.set(folder ? 'folder' : 'ew', folder ?? 'true')
  url.searchParams.set('payload', JSON.stringify([['skipWelcome', 'true'], ...payload]))
  return url.href
}

/** What a window of that server calls a path on the server's disk. */
export const remotePath = (server: EditorServer, path: string): string =>
  `vscode-remote://${new URL(server.url).host}${path}`
