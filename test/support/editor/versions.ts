/** A VS Code release, and the npm packages that carry its server and the Node it runs on. */
export interface EditorVersion {
  /** Major and minor, as in `engines.vscode`. */
  readonly name: string
  /** Version of `code-server`; only VS Code's own server inside it is used. */
  readonly codeServer: string
  /** Major version of `node-<platform>-<arch>`. */
  readonly node: string
}

/** What `engines.vscode` promises. */
export const OLDEST: EditorVersion = { name: '1.100', codeServer: '4.100.3', node: '20' }

/** What most people run. */
export const NEWEST: EditorVersion = { name: '1.139', codeServer: '4.139.1', node: '24' }

/** All versions that the extension is tested with. */
export const EDITORS: readonly EditorVersion[] = [OLDEST, NEWEST]

/** The version of that name; the newest where none is given. */
export function editorVersion(name: string | undefined): EditorVersion {
  if (!name) return NEWEST
  const version = EDITORS.find((known) => known.name === name)
  if (version) return version
  throw new Error(`no editor ${name}; there are ${EDITORS.map((known) => known.name).join(' and ')}`)
}
