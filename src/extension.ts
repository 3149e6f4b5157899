import {
  type CancellationToken,
  commands,
  EventEmitter,
  type ExtensionContext,
  env,
  LanguageModelTextPart,
  type LanguageModelToolConfirmationMessages,
  LanguageModelToolResult,
  l10n,
  lm,
  type PreparedToolInvocation,
  window,
} from 'vscode'
import { COMMANDS, commandId, HISTORY_VIEW, SERVERS_VIEW, TOOLS } from './commands/ids'
import type { Main } from './main'
import type { HistoryRow } from './tree/historyTree'
import type { Row } from './tree/row'

/** Windows that may work on a DevServer: Remote-SSH's, and containers on such a host. */
const REMOTE_NAMES = ['ssh-remote', 'dev-container', 'attached-container']

/**
 * Registers the view and the commands, nothing more: the program itself is a bundle of its own that the first row or
 * command loads, so that starting VS Code with the view in sight costs as little as an empty tree.
 */
export function activate(context: ExtensionContext): void {
  let main: Promise<Main> | undefined
  const changed = new EventEmitter<Row | readonly Row[] | undefined>()
  const past = new EventEmitter<void>()
  const load = (): Promise<Main> => {
    main ??= import('./main')
      .then(({ start }) =>
        start(
          context,
          view,
          (rows) => changed.fire(rows),
          () => past.fire(),
        ),
      )
      .catch((error: unknown) => {
        // The next row or command tries again.
        main = undefined
        throw error
      })
    return main
  }
  const view = window.createTreeView<Row>(SERVERS_VIEW, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event as never,
      getChildren: async (row) => (await load()).tree.children(row),
      getTreeItem: async (row) => (await load()).tree.item(row),
      getParent: async (row) => (await load()).tree.parent(row),
      resolveTreeItem: async (item, row) => (await load()).tree.resolve(item, row),
    },
    showCollapseAll: true,
    canSelectMany: true,
  })
  const history = window.registerTreeDataProvider<HistoryRow>(HISTORY_VIEW, {
    onDidChangeTreeData: past.event,
    getChildren: async (row) => [...(await (await load()).history.rows(row))],
    getTreeItem: async (row) => (await load()).history.item(row),
  })
  context.subscriptions.push(view, changed, history, past)
  noteWindow(context)
  for (const name of COMMANDS) {
    const run = async (...args: unknown[]): Promise<unknown> => (await load()).run(name, args)
    context.subscriptions.push(commands.registerCommand(commandId(name), run))
  }
  for (const name of TOOLS) {
    const invoke = async ({ input }: { readonly input: unknown }, cancel: CancellationToken) =>
      new LanguageModelToolResult([new LanguageModelTextPart(await (await load()).tool(name, input, cancel))])
    const erases = name === 'change_devserver_os'
    const prepareInvocation = (): PreparedToolInvocation => (erases ? { confirmationMessages: erasing() } : {})
    context.subscriptions.push(lm.registerTool(name, { invoke, prepareInvocation }))
  }
}

/** Other windows warn before they erase the server that this one works on, which only a remote window can. */
function noteWindow(context: ExtensionContext): void {
  if (!REMOTE_NAMES.includes(env.remoteName ?? '')) return
  import('./commands/noteWindow').then(({ noteThisWindow }) => noteThisWindow(context)).catch(() => undefined)
}

const erasing = (): LanguageModelToolConfirmationMessages => ({
  title: l10n.t('Ask to change the OS of a DevServer?'),
  message: l10n.t('It erases the system disk. You type the server’s name before anything happens.'),
})

/** Everything is disposed through the context's subscriptions. */
export function deactivate(): void {}
