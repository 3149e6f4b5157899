import { env, extensions, l10n, languages, Uri, version, window, workspace } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../app'
import { diagnosticsOf } from '../model/osChangeDiagnostics'
import { type PastChange, PastChange as PastChangeSchema } from '../model/osHistory'
import { pastFields, seenTexts } from '../texts/pastChange'
import { yaml } from './fleet/yaml'

const SCHEME = 'modelarts-devserver-change'
const ID = 'modelarts-devservers.modelarts-devservers'
const Row = z.object({ kind: z.literal('pastChange'), past: PastChangeSchema })
const Named = z.object({ changeId: z.string() })
const Several = z.object({ changeIds: z.array(z.string()).check(z.minLength(1)) })

let isRegistered = false

/** Opens all that is known of a change that has ended, as a read-only document. */
export async function showPastChange(app: App, args: readonly unknown[]): Promise<void> {
  const { change } = await pastOf(app, args)
  if (!isRegistered) {
    isRegistered = true
    const provideTextDocumentContent = async ({ query }: Uri): Promise<string> =>
      textOf(await pastOf(app, [{ changeId: query }]))
    app.own(workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent }))
  }
  const path = `/${change.serverName.replace(/[^\w.-]/g, '_')}.yaml`
  const document = await workspace.openTextDocument(Uri.from({ scheme: SCHEME, path, query: change.id }))
  await window.showTextDocument(await languages.setTextDocumentLanguage(document, 'yaml'), { preview: true })
}

/** Copies what support needs to know of a change. */
export async function copyDiagnostics(app: App, args: readonly unknown[]): Promise<void> {
  const several = Several.safeParse(args[0])
  const ids = several.success ? several.data.changeIds.map((changeId) => [{ changeId }]) : [args]
  const all = await Promise.all(ids.map((one) => pastOf(app, one)))
  const own: { readonly version?: unknown } = extensions.getExtension(ID)?.packageJSON ?? {}
  const versions = {
    extension: String(own.version),
    vscode: `${version} (${env.appName})`,
    system: `${process.platform} ${process.arch}, Node ${process.versions.node}`,
  }
  await env.clipboard.writeText(all.map((past) => diagnosticsOf(past, versions)).join(''))
  window.setStatusBarMessage(l10n.t('$(copy) Copied. It has no secrets in it.'), 5_000)
}

const textOf = (past: PastChange): string =>
  yaml({
    [l10n.t('Server')]: past.change.serverName,
    ...Object.fromEntries(pastFields(past)),
    [l10n.t('Readings')]: seenTexts(past.change),
  })

/** Of a row, or of a change that has just ended. */
async function pastOf(app: App, args: readonly unknown[]): Promise<PastChange> {
  const row = Row.safeParse(args[0])
  if (row.success) return row.data.past
  const { changeId } = Named.parse(args[0])
  const past = (await app.osHistory.all()).find(({ change }) => change.id === changeId)
  if (!past) throw new Error(l10n.t('The history does not have this change any more.'))
  return past
}
