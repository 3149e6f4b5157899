import { EventEmitter, Uri, ViewColumn, window, workspace } from 'vscode'
import type { App } from '../../app'

const SCHEME = 'modelarts-os-plan'

const changed = new EventEmitter<Uri>()
const texts = new Map<string, string>()
let isRegistered = false

/** The id of the plan is not for the tab. */
const uriOf = (name: string): Uri =>
  Uri.from({ scheme: SCHEME, path: `/os-change-${name.split('-')[0]}.md`, query: name })

/** Shows a read-only document and leaves the keyboard where it is. */
export async function showText(app: App, name: string, text: string): Promise<void> {
  register(app)
  setText(name, text)
  const document = await workspace.openTextDocument(uriOf(name))
  await window.showTextDocument(document, { preview: true, preserveFocus: true, viewColumn: ViewColumn.Active })
}

/** Alters a document, open or not. */
export function setText(name: string, text: string): void {
  texts.set(name, text)
  changed.fire(uriOf(name))
}

function register(app: App): void {
  if (isRegistered) return
  isRegistered = true
  app.own(changed)
  app.own(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ query }) => texts.get(query) ?? '',
    }),
  )
}
