import { EventEmitter, languages, TabInputText, Uri, ViewColumn, window, workspace } from 'vscode'

/** Of the review, which is no document of the user's. */
export const REVIEW_SCHEME = 'modelarts-devservers-review'

/** A read-only document beside the editor; gone when it is disposed. */
export interface ReviewDocument {
  readonly show: (text: string) => Promise<void>
  readonly dispose: () => Promise<void>
}

/** Makes the document under a title; it is opened when there is something to show. */
export function reviewDocument(title: string): ReviewDocument {
  const uri = Uri.from({ scheme: REVIEW_SCHEME, path: `/${title.replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ')}.md` })
  const changed = new EventEmitter<Uri>()
  let text = ''
  const provider = workspace.registerTextDocumentContentProvider(REVIEW_SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: () => text,
  })
  return {
    show: async (next) => {
      text = next
      changed.fire(uri)
      const document = await workspace.openTextDocument(uri)
      if (document.languageId !== 'markdown') await languages.setTextDocumentLanguage(document, 'markdown')
      const shown = window.visibleTextEditors.find((editor) => editor.document.uri.scheme === REVIEW_SCHEME)
      // Where no editor is open, there is nothing to stand beside of.
      const place = window.activeTextEditor ? ViewColumn.Beside : ViewColumn.Active
      const viewColumn = shown?.viewColumn ?? place
      await window.showTextDocument(document, { viewColumn, preserveFocus: true, preview: true })
    },
    dispose: async () => {
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs)
      await window.tabGroups.close(
        tabs.filter(({ input }) => input instanceof TabInputText && input.uri.scheme === REVIEW_SCHEME),
      )
      provider.dispose()
      changed.dispose()
    },
  }
}
