import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { env, l10n, QuickPickItemKind, Uri, window } from 'vscode'
import { masked } from '../../auth/credentials'
import { fromSdkEnvironment, fromTerraformEnvironment } from '../../auth/sources/environment'
import { fromCsv, fromIni, fromKooCli } from '../../auth/sources/files'
import type { Broken, Found, Reading } from '../../auth/sources/found'
import { fromPaste } from '../../auth/sources/paste'
import type { SourceChoice } from '../../wizard/signIn'

/** What lies on this computer to sign in with, each with a masked preview; a broken file is named with its line. */
export async function sourceChoices(): Promise<readonly SourceChoice[]> {
  const { env: variables } = process
  const home = homedir()
  const sdkFile = variables['HUAWEICLOUD_SDK_CREDENTIALS_FILE'] || join(home, '.huaweicloud', 'credentials')
  const kooFiles = [join(home, '.hcloud', 'config.json'), variables['HW_SHARED_CONFIG_FILE']]
  const choices = [
    ...choicesOf({ found: fromSdkEnvironment(variables) }, l10n.t('environment variables of the SDK')),
    ...choicesOf({ found: fromTerraformEnvironment(variables) }, l10n.t('environment variables of Terraform')),
    ...(await fileChoices(sdkFile, fromIni)),
    ...(await Promise.all(kooFiles.map((file) => (file ? fileChoices(file, fromKooCli) : [])))).flat(),
  ]
  const heading: SourceChoice = { label: l10n.t('on this computer'), kind: QuickPickItemKind.Separator }
  return choices.length > 0 ? [heading, ...choices] : []
}

async function fileChoices(path: string, read: (text: string) => Reading): Promise<readonly SourceChoice[]> {
  try {
    return choicesOf(read(await readFile(path, 'utf8')), path)
  } catch {
    return []
  }
}

function choicesOf({ found, broken }: Reading, where: string): readonly SourceChoice[] {
  const usable = found.map((own): SourceChoice => {
    const { name, keys, region, projectId } = own
    const label = keys ? masked(keys.accessKey) : l10n.t('{0}: the keys are encrypted', name || where)
    const details = [keys?.securityToken && l10n.t('temporary'), region, projectId].filter(Boolean).join(' · ')
    const hint = keys ? '' : l10n.t('Only region and project can be taken from here; enter the keys yourself.')
    return { label, description: [name, where].filter(Boolean).join(' · '), detail: hint || details, found: own }
  })
  if (!broken) return usable
  const line = broken.line === undefined ? where : l10n.t('{0}, line {1}', where, broken.line)
  const label = l10n.t('$(warning) This file cannot be read')
  return [...usable, { label, detail: `${line}: ${reasonText(broken.reason)}`, isDisabled: true }]
}

/** Keys from the clipboard; tells where there are none. */
export async function pasted(): Promise<Found | undefined> {
  const [found] = fromPaste(await env.clipboard.readText())
  if (!found) void window.showWarningMessage(l10n.t('The clipboard holds no access key with its secret key.'))
  return found
}

/** Keys from a file that the user chooses. */
export async function chosenFile(): Promise<Found | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('credentials.csv, as downloaded from the console'),
      filters: { CSV: ['csv'] },
      defaultUri: Uri.file(join(homedir(), 'Downloads')),
    })) ?? []
  if (!file) return undefined
  const { found, broken } = fromCsv(await readFile(file.fsPath, 'utf8'))
  if (!broken) return found[0]
  const where = broken.line === undefined ? file.fsPath : l10n.t('{0}, line {1}', file.fsPath, broken.line)
  void window.showErrorMessage(l10n.t('{0} cannot be read: {1}', where, reasonText(broken.reason)))
  return undefined
}

/** In our own words: those of a parser may quote what it could not read, and that may be a secret. */
function reasonText(reason: Broken['reason']): string {
  switch (reason) {
    case 'iniLine':
      return l10n.t('neither a [section] nor a key = value')
    case 'keysMissing':
      return l10n.t('the section lacks ak or sk')
    case 'notJson':
      return l10n.t('this is no JSON')
    case 'notKooCli':
      return l10n.t('this is no KooCLI configuration')
    case 'notCsv':
      return l10n.t('this is no CSV')
    case 'noKeys':
      return l10n.t('there are no access key and secret key')
  }
}
