import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { env, l10n, QuickPickItemKind, Uri, window, workspace } from 'vscode'
import { fromCsv } from '../../auth/sources/csv'
import { fromSdkEnvironment, fromTerraformEnvironment } from '../../auth/sources/environment'
import type { Reading } from '../../auth/sources/found'
import { fromIni } from '../../auth/sources/ini'
import { fromKooCli } from '../../auth/sources/kooCli'
import { fromPaste } from '../../auth/sources/paste'
import type { Clock } from '../../base/clock'
import type { SourceChoice, Sources } from '../../wizard/signIn'
import { choicesOf, unreadable, unusable } from './sourceChoices'

/** What lies on this computer to sign in with; `clock` tells which keys have ended. */
export function sourcesOf({ now }: Clock): Sources {
  return {
    choices: () => onComputer(now()),
    pasted: async () => {
      const choices = choicesOf(fromPaste(await env.clipboard.readText()), l10n.t('the clipboard'), now())
      return choices.length > 0
        ? choices
        : [unusable(l10n.t('the clipboard'), l10n.t('it holds no access key with its secret key'))]
    },
    chosenFile: () => chosenFile(now()),
  }
}

async function onComputer(now: number): Promise<readonly SourceChoice[]> {
  const { env: variables } = process
  const home = homedir()
  const sdkFile = variables['HUAWEICLOUD_SDK_CREDENTIALS_FILE'] || join(home, '.huaweicloud', 'credentials')
  const shared = variables['HW_SHARED_CONFIG_FILE']
  const choices = [
    ...choicesOf(fromSdkEnvironment(variables), l10n.t('environment variables of the SDK'), now),
    ...choicesOf(fromTerraformEnvironment(variables), l10n.t('environment variables of Terraform'), now),
    ...(await fileChoices(sdkFile, fromIni, now)),
    ...(await fileChoices(join(home, '.hcloud', 'config.json'), fromKooCli, now)),
    ...(shared ? await fileChoices(shared, (text) => fromKooCli(text, variables['HW_PROFILE']), now) : []),
  ]
  const heading: SourceChoice = { label: l10n.t('on this computer'), kind: QuickPickItemKind.Separator }
  return choices.length > 0 ? [heading, ...choices] : []
}

/** Nobody is told of a file that is not there. */
async function fileChoices(
  path: string,
  read: (text: string) => Reading,
  now: number,
): Promise<readonly SourceChoice[]> {
  try {
    return choicesOf(read(await readFile(path, 'utf8')), path, now)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    return ['ENOENT', 'ENOTDIR'].includes(code) ? [] : [unreadable(path, code)]
  }
}

/** Keys from a file that the user chooses, wherever VS Code can read it; undefined where none was chosen. */
async function chosenFile(now: number): Promise<readonly SourceChoice[] | undefined> {
  const [file] =
    (await window.showOpenDialog({
      title: l10n.t('credentials.csv, as downloaded from the console'),
      filters: { CSV: ['csv'] },
      defaultUri: Uri.file(join(homedir(), 'Downloads')),
    })) ?? []
  if (!file) return undefined
  const where = file.scheme === 'file' ? file.fsPath : file.toString(true)
  try {
    return choicesOf(fromCsv(new TextDecoder().decode(await workspace.fs.readFile(file))), where, now)
  } catch (error) {
    return [unreadable(where, error instanceof Error && 'code' in error ? String(error.code) : '')]
  }
}
