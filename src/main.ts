import { join } from 'node:path'
import {
  type CancellationToken,
  commands,
  type ExtensionContext,
  l10n,
  type TreeItem,
  type TreeView,
  Uri,
  window,
  workspace,
} from 'vscode'
import { logged } from './api/logged'
import type { Send, Travel } from './api/send'
import { sendTrusting } from './api/sendTrusting'
import type { App } from './app'
import { Accounts } from './auth/accounts'
import { systemClock } from './base/clock'
import { failedWith } from './commands/failed'
import { type CommandName, PREFIX, type ToolName } from './commands/ids'
import { resumeLeftOperations } from './commands/leftOperations'
import { offerLeftPlans } from './commands/leftPlans'
import { run } from './commands/run'
import { trackOsChanges } from './commands/track'
import { watchOsChange } from './commands/watch'
import { type Connection, connect } from './model/connection'
import { Lists } from './model/listOptions'
import { OsChangeJournal } from './model/osChangeJournal'
import { OsChanges } from './model/osChanges'
import { OsHistory } from './model/osHistory'
import type { Project } from './model/project'
import { Projects } from './model/projects'
import { createRecentImages } from './model/recentImages'
import { createSample, type SampleServers } from './sample'
import { settings } from './settings'
import { problemOf } from './texts/problem'
import { DevServerTree } from './tree/devServerTree'
import { keepFresh } from './tree/freshness'
import type { HistoryRow } from './tree/historyTree'
import { type Row, rowId } from './tree/row'

/** The program behind the view and the commands. */
export interface Main {
  readonly tree: DevServerTree
  readonly history: {
    readonly rows: (row: HistoryRow | undefined) => Promise<readonly HistoryRow[]>
    readonly item: (row: HistoryRow) => Promise<TreeItem>
  }
  readonly run: (name: CommandName, args: readonly unknown[]) => Promise<unknown>
  /** What a language model's tool answers; throws sentences that tell the model what to do next. */
  readonly tool: (name: ToolName, input: unknown, cancel: CancellationToken) => Promise<string>
}

type Redraw = (rows: Row | readonly Row[] | undefined) => void

/** Builds everything, once, and starts what the view needs; sends nothing while nobody looks and nothing is in flight. */
export async function start(
  context: ExtensionContext,
  view: TreeView<Row>,
  redraw: Redraw,
  redrawHistory: () => void,
): Promise<Main> {
  const app = build(context, view)
  listen(context, app, redraw)
  // Another window may have added what has just ended.
  context.subscriptions.push(
    app.osHistory.onDidChange(redrawHistory),
    app.osChanges.onDidChange(({ id }) => {
      if (!app.osChanges.inFlight.some((change) => change.id === id)) redrawHistory()
    }),
  )
  context.subscriptions.push(trackOsChanges(app))
  await lenient(app, async () => context.subscriptions.push(await app.osChanges.follow()))
  await lenient(app, () => app.osChanges.reload())
  for (const change of app.osChanges.inFlight) if (!change.planId) watchOsChange(app, change)
  await lenient(app, () => showState(app))
  app.projects.wake()
  void offerLeftPlans(app)
  void resumeLeftOperations(app)
  const history: Main['history'] = {
    rows: async (row) => (await import('./tree/historyTree')).historyRows(app.osHistory, row),
    item: async (row) => (await import('./tree/historyTree')).historyItem(row),
  }
  const tool: Main['tool'] = async (name, input, cancel) =>
    (await import('./commands/agents/tools')).runAgentTool(app, name, input, cancel)
  return { tree: app.tree, history, tool, run: (name, args) => run(app, name, args) }
}

/** A full disk or a locked key store must not keep the servers from being seen. */
async function lenient({ log }: App, work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => log.error(String(error)))
}

function build(context: ExtensionContext, view: TreeView<Row>): App {
  const clock = systemClock
  const log = window.createOutputChannel(l10n.t('ModelArts DevServers'), { log: true })
  const accounts = new Accounts(context.secrets)
  const osHistory = new OsHistory(join(context.globalStorageUri.fsPath, 'osHistory'))
  const osChanges = new OsChanges(new OsChangeJournal(join(context.globalStorageUri.fsPath, 'osChanges')), clock, {
    limitMs: settings.osChangeLimitMs,
    isOwn: ({ project }, servers) => projects.findPlace(project) === servers,
    history: osHistory,
    ready: () => import('./commands/announce'),
    tell: async (settlement) => (await import('./commands/announce')).announceSettled(whole, settlement),
    failed: failedWith((line) => log.error(line)),
  })
  const sample = createSample(context, () => projects.reload())
  // The vendor's support asks for the id of what failed, and nobody turns the log's level up in advance.
  const note = (line: string, hasFailed: boolean): void => (hasFailed ? log.info(line) : log.debug(line))
  const travel = (send: Send): Travel => ({ send: logged(send, note), clock, random: Math.random })
  const connectWith: App['connectWith'] = (project, credentials, session) =>
    connect(
      project,
      credentials,
      travel(sendTrusting({ entry: project.name || undefined, caFile: project.caFile })),
      session,
    )
  const projects = new Projects(
    { setting: settings.projects, sample: sample.projects },
    {
      clock,
      pace: settings.pace,
      isWatched: () => view.visible,
      isAwaited: (project) => osChanges.isAwaited(project),
      isOverdue: (project, serverId) => osChanges.isOverdue(project, serverId),
      connect: (project) => (project.isSample ? connectSample(sample, project, travel) : connectStored(project)),
    },
  )
  const connectStored = async (project: Project): Promise<Connection | undefined> => {
    const signedIn = await accounts.signedIn(project.account)
    return signedIn && connectWith(project, signedIn.credentials, signedIn.session)
  }
  const lists = new Lists(context.globalState)
  const explain = (error: unknown): string => problemOf(error).message
  const own: App['own'] = (thing) => void context.subscriptions.push(thing)
  const recentImages = createRecentImages(context.globalState)
  const templates = Uri.joinPath(context.globalStorageUri, 'userData')
  const watches: App['watches'] = new Map()
  const app = {
    clock,
    log,
    settings,
    accounts,
    projects,
    osChanges,
    lists,
    osHistory,
    sample,
    memory: context.globalState,
    windowMemory: context.workspaceState,
    view,
    connectWith,
    watches,
    storage: context.globalStorageUri.fsPath,
    explain,
    own,
    recentImages,
    answers: new Map(),
    templates,
  }
  context.subscriptions.push(log, accounts, projects)
  const whole: App = { ...app, tree: new DevServerTree(app) }
  return whole
}

async function connectSample(
  sample: SampleServers,
  project: Project,
  travel: (send: Send) => Travel,
): Promise<Connection> {
  const { send, credentials } = await sample.open()
  return connect(project, credentials, travel(send))
}

function listen(context: ExtensionContext, app: App, redraw: Redraw): void {
  const { accounts, projects, osChanges, lists, tree, view } = app
  const fresh = keepFresh(app, redraw)
  fresh.wake()
  context.subscriptions.push(
    projects.onDidChangeList(() => {
      redraw(undefined)
      showCount(app)
      showBadge(app)
      void showState(app)
    }),
    projects.onDidChange((changed) => {
      redraw(tree.touched(changed))
      showCount(app)
    }),
    lists.onDidChange((project) => {
      redraw(tree.row(project))
      showCount(app)
    }),
    view.onDidCollapseElement(({ element }) => void lists.setCollapsed(rowId(element), true)),
    view.onDidExpandElement(({ element }) => void lists.setCollapsed(rowId(element), false)),
    projects.onDidRead((servers) => void osChanges.settle(servers)),
    osChanges.onDidChange((change) => {
      showBadge(app)
      redraw(tree.ofChange(change))
    }),
    accounts.onDidChange((account) => {
      void showState(app)
      void projects.reconnect(account)
    }),
    accounts.onDidChangeNames(() => void showState(app)),
    accounts.onDidRenew((account) => void projects.retry(account)),
    fresh,
    view.onDidChangeVisibility(() => {
      projects.wake()
      fresh.wake()
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(PREFIX)) projects.reload()
    }),
  )
}

function showBadge({ osChanges, projects, view }: App): void {
  const value = osChanges.inFlight.filter(({ project }) => projects.findPlace(project)).length
  view.badge = value === 0 ? undefined : { value, tooltip: l10n.t('Changes of OS in flight: {0}', value) }
}

/** How many servers there are and, where a filter hides some, how many of them are shown. */
function showCount({ projects, lists, tree, view }: App): void {
  const counts = projects.all.map(({ project }) => tree.count(project.name))
  const [shown, total] = [sum(counts.map((count) => count.shown)), sum(counts.map((count) => count.total))]
  const isFiltered = projects.all.some(({ project }) => lists.of(project.name).filter !== '')
  void commands.executeCommand('setContext', `${PREFIX}.isFiltered`, isFiltered)
  view.description = total === 0 ? '' : shown === total ? String(total) : l10n.t('{0} of {1}', shown, total)
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** Context keys for menus and the welcome texts. */
async function showState({ accounts, sample }: App): Promise<void> {
  const names = await accounts.names()
  await commands.executeCommand('setContext', `${PREFIX}.isSignedIn`, names.length > 0)
  await commands.executeCommand('setContext', `${PREFIX}.isSample`, sample.isOn())
}
