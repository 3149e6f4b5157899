import { isAbsolute } from 'node:path'
import { l10n, Uri, window, workspace } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../app'
import { csvOf, exportedOf } from '../model/osHistoryExport'
import { argumentOf } from './argument'

const Arguments = z.strictObject({ path: z.string().check(z.refine(isAbsolute)) })

/** Writes the history to a file, as CSV where its name says so, else as JSON. */
export async function exportHistory(app: App, args: readonly unknown[]): Promise<string | undefined> {
  const given = argumentOf(Arguments, args[0])
  const all = await app.osHistory.all()
  if (all.length === 0 && !given) {
    void window.showInformationMessage(l10n.t('No change of OS has been made from here yet.'))
    return undefined
  }
  const file = given ? Uri.file(given.path) : await askFile()
  if (!file) return undefined
  const isCsv = file.path.toLowerCase().endsWith('.csv')
  const text = isCsv ? csvOf(all) : `${JSON.stringify(all.map(exportedOf), undefined, 2)}\n`
  await workspace.fs.writeFile(file, new TextEncoder().encode(text))
  void window.showInformationMessage(l10n.t('{0} changes of OS were written to {1}.', all.length, file.fsPath))
  return file.fsPath
}

const askFile = (): Thenable<Uri | undefined> =>
  window.showSaveDialog({
    title: l10n.t('Export History'),
    filters: { CSV: ['csv'], JSON: ['json'] },
    saveLabel: l10n.t('Export'),
  })
