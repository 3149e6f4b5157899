import { l10n, QuickPickItemKind, ThemeIcon, Uri, window } from 'vscode'
import type { ChangeOsAnswers, UserData } from '../../model/changeOsAnswers'
import { BACK, type Choice, type Page, type Step } from '../wizard'
import type { ChangeOsContext } from './context'
import { REVIEW_SCHEME } from './reviewDocument'
import { listTemplates, newTemplate, openTemplate } from './templates'
import { checkedText, nameOf, userDataAt } from './userDataFile'
import { formatText } from './userDataTexts'

type Source = 'none' | 'kept' | 'file' | 'editor' | 'newTemplate' | Uri
type SourceChoice = Choice & { readonly source?: Source }

/** What shall run at the first start; optional. */
export function userDataStep(context: ChangeOsContext): Step<ChangeOsAnswers> {
  return {
    ask: async (page, answers) => {
      for (let problem = context.problem?.at === 'userData' ? context.problem.text : undefined; ; ) {
        const source = await askSource(page, context, answers, problem)
        if (source === undefined || source === BACK) return source
        if (source === 'none') return { ...answers, userData: 'none' }
        if (source === 'kept') return answers
        const read = await readSource(source, context)
        if (typeof read === 'object') return { ...answers, userData: read }
        problem = read
      }
    },
  }
}

async function askSource(page: Page, { templates }: ChangeOsContext, answers: ChangeOsAnswers, problem?: string) {
  const { userData } = answers
  const kept = userData && userData !== 'none' ? userData : undefined
  const choice = await page.pick<SourceChoice>({
    placeholder: l10n.t('User data for the first start (optional, 32 KiB at most)'),
    problem,
    choices: async () => linesOf(kept, await listTemplates(templates)),
    isActive: ({ source }) => source === (kept ? 'kept' : 'none'),
    onButton: async ({ source }) => {
      if (source instanceof Uri) await openTemplate(source)
    },
  })
  return choice === undefined || choice === BACK ? choice : choice.source
}

function linesOf(kept: UserData | undefined, templates: readonly Uri[]): readonly SourceChoice[] {
  const editor = editorOf()
  const name = editor && nameOf(editor.uri)
  const edit = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Open in the editor') }
  const saved = templates.map((uri) => ({ label: `$(file) ${nameOf(uri)}`, source: uri, buttons: [edit] }))
  return [
    ...(kept ? [{ label: `$(check) ${kept.name}`, description: formatText(kept.text), source: 'kept' } as const] : []),
    { label: l10n.t('$(circle-slash) None'), source: 'none' },
    { label: l10n.t('$(folder-opened) From a file…'), source: 'file' },
    ...(editor
      ? [{ label: l10n.t('$(edit) From the active editor'), description: name, source: 'editor' } as const]
      : []),
    { label: l10n.t('saved templates'), kind: QuickPickItemKind.Separator },
    ...saved,
    { label: l10n.t('$(add) New template…'), source: 'newTemplate' },
  ] as readonly SourceChoice[]
}

/** The data, or why it cannot be taken; the step is asked again then. */
async function readSource(source: Exclude<Source, 'none' | 'kept'>, context: ChangeOsContext) {
  if (source === 'newTemplate') return newTemplate(context.templates)
  if (source === 'editor') {
    const document = editorOf()
    return document && checkedText(nameOf(document.uri), new TextEncoder().encode(document.getText()))
  }
  const [picked] = source instanceof Uri ? [source] : ((await pickFile()) ?? [])
  return picked && userDataAt(picked)
}

/** The document that the user works on; the review is none. */
function editorOf() {
  const editors = [...(window.activeTextEditor ? [window.activeTextEditor] : []), ...window.visibleTextEditors]
  return editors.find(({ document }) => document.uri.scheme !== REVIEW_SCHEME)?.document
}

const pickFile = () => window.showOpenDialog({ title: l10n.t('User Data'), openLabel: l10n.t('Use as User Data') })
