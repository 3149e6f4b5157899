import { EventEmitter, l10n, languages, Uri, window, workspace } from 'vscode'
import { listPublicIps } from '../../api/publicIps'
import type { App } from '../../app'
import type { DevServers } from '../../model/devServers'
import { isSamePlace, type Project } from '../../model/project'
import { sentenceOf } from '../../texts/problem'
import { targetOf } from '../target'
import { detailsText, type Ips, supernodeText } from './detailsText'
import { readUnseen, type Subject } from './detailsUnseen'
import { readSupernode, signedIn, supernodeOf } from './targets'

const SCHEME = 'modelarts-devserver'

const changed = new EventEmitter<Uri>()
/** Elastic IPs are read when a document is opened or an address was bound, not at each change of a status. */
const ips = new Map<string, Ips>()
let unseen: ReturnType<typeof readUnseen> | undefined

/** Opens what is known of a server or supernode as a read-only document that follows it while it is open. */
export async function showDetails(app: App, args: readonly unknown[]): Promise<void> {
  const supernode = supernodeOf(app, args)
  const target = supernode ? undefined : await targetOf(app, args)
  const found = supernode ?? (target && { ...target, id: target.server.id, name: target.server.name })
  if (!found) return
  const { servers, id, name } = found
  const subject: Subject = { kind: supernode ? 'supernode' : 'server', project: servers.project.name, id }
  unseen ??= register(app)
  renewDetails(servers.project, id)
  const document = await workspace.openTextDocument(uriOf(subject, name))
  await window.showTextDocument(await languages.setTextDocumentLanguage(document, 'yaml'), { preview: true })
  // What was read before there was a document, or while it changed its language, has told nobody.
  changed.fire(document.uri)
  unseen.wake()
  // What is known is there at once; what has changed since follows.
  await (supernode ? readSupernode(supernode) : servers.reread(id))
}

/** Reads a server's elastic IPs again where its details are open. */
export function renewDetails(project: Project, id: string): void {
  ips.delete(keyOf(project.name, id))
  fire((subject) => subject.project === project.name && subject.id === id)
}

const keyOf = (project: string, id: string): string => JSON.stringify([project, id])

/** The name is for the tab only, and stays when the server is renamed: documents are told apart by the query. */
const uriOf = ({ kind, project, id }: Subject, name: string): Uri =>
  Uri.from({
    scheme: SCHEME,
    path: `/${name.replace(/[^\w.-]/g, '_')}.yaml`,
    query: JSON.stringify([project, id, kind]),
  })

function subjectOf(uri: Uri): Subject {
  const [project, id, kind]: readonly unknown[] = JSON.parse(uri.query)
  return { project: String(project), id: String(id), kind: kind === 'supernode' ? kind : 'server' }
}

function fire(isMeant: (subject: Subject) => boolean): void {
  for (const { uri } of workspace.textDocuments) if (uri.scheme === SCHEME && isMeant(subjectOf(uri))) changed.fire(uri)
}

const open = (): readonly Subject[] =>
  workspace.textDocuments.flatMap(({ uri }) => (uri.scheme === SCHEME ? [subjectOf(uri)] : []))

/** Done once: documents get their text, and follow what is read. */
function register(app: App): ReturnType<typeof readUnseen> {
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => contentOf(app, subjectOf(uri)),
  })
  const servers = app.projects.onDidChange(({ project, serverIds }) =>
    fire((subject) => {
      if (subject.project !== project.name) return false
      return serverIds === 'all' || subject.kind === 'supernode' || serverIds.includes(subject.id)
    }),
  )
  const changes = app.osChanges.onDidChange(({ project, serverId }) =>
    fire((subject) => {
      const own = app.projects.find(subject.project)?.project
      if (!own || !isSamePlace(own, project)) return false
      return subject.kind === 'supernode' || subject.id === serverId
    }),
  )
  const listed = app.projects.onDidChangeList(() => fire(() => true))
  const closing = workspace.onDidCloseTextDocument(({ uri }) => {
    if (uri.scheme === SCHEME) ips.delete(keyOf(subjectOf(uri).project, subjectOf(uri).id))
  })
  for (const one of [provider, servers, changes, listed, closing, changed]) app.own(one)
  return readUnseen(app, open)
}

function contentOf(app: App, { kind, project, id }: Subject): string {
  const servers = app.projects.find(project)
  const gone = `# ${l10n.t('This server is no longer there.')}\n`
  if (!servers) return gone
  if (kind === 'supernode') return supernodeText(app, servers, id) ?? gone
  const key = keyOf(project, id)
  if (servers.get(id) && !ips.has(key)) {
    ips.set(key, 'reading')
    void readIps(servers, id).then((read) => {
      ips.set(key, read)
      fire((subject) => keyOf(subject.project, subject.id) === key)
    })
  }
  return detailsText(app, servers, id, ips.get(key) ?? []) ?? gone
}

async function readIps(servers: DevServers, id: string): Promise<Ips> {
  const server = servers.get(id)
  try {
    const { call, project } = await signedIn(servers)
    return server ? await listPublicIps(call, project.projectId, server) : []
  } catch (error) {
    return { problem: sentenceOf(error) }
  }
}
