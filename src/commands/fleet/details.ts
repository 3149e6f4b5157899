import { EventEmitter, l10n, languages, Uri, window, workspace } from 'vscode'
import { listPublicIps, type PublicIp } from '../../api/publicIps'
import type { App } from '../../app'
import type { DevServers } from '../../model/devServers'
import { type Target, targetOf } from '../target'
import { detailsText } from './detailsText'
import { signedIn } from './targets'

const SCHEME = 'modelarts-devserver'

type Ips = readonly PublicIp[] | { readonly problem: string }

const changed = new EventEmitter<Uri>()
/** Elastic IPs are read when a document is opened or an address was bound, not at each change of a status. */
const ips = new Map<string, Promise<Ips>>()
let isRegistered = false

/** Opens what is known of a server as a read-only document that follows it while it is open. */
export async function showDetails(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  register(app)
  const uri = uriOf(target)
  ips.delete(target.server.id)
  changed.fire(uri)
  const document = await workspace.openTextDocument(uri)
  await window.showTextDocument(await languages.setTextDocumentLanguage(document, 'yaml'), { preview: true })
}

/** Reads a server's elastic IPs again where its details are open. */
export function renewDetails(target: Target): void {
  ips.delete(target.server.id)
  changed.fire(uriOf(target))
}

/** The name is for the tab only; a server is found by project and id. */
const uriOf = ({ servers, server }: Target): Uri =>
  Uri.from({
    scheme: SCHEME,
    path: `/${server.name.replace(/[^\w.-]/g, '_')}.yaml`,
    query: JSON.stringify([servers.project.name, server.id]),
  })

function find(app: App, uri: Uri): { readonly servers: DevServers | undefined; readonly id: string } {
  const [project, id]: readonly unknown[] = JSON.parse(uri.query)
  return { servers: app.projects.find(String(project)), id: String(id) }
}

function register(app: App): void {
  if (isRegistered) return
  isRegistered = true
  app.own(
    workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changed.event,
      provideTextDocumentContent: (uri) => contentOf(app, uri),
    }),
  )
  app.own(
    app.projects.onDidChange(({ project, serverIds }) => {
      for (const { uri } of workspace.textDocuments.filter((document) => document.uri.scheme === SCHEME)) {
        const { servers, id } = find(app, uri)
        if (servers?.project.name === project.name && (serverIds === 'all' || serverIds.includes(id))) changed.fire(uri)
      }
    }),
  )
  app.own(
    workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === SCHEME) ips.delete(find(app, uri).id)
    }),
  )
  app.own(changed)
}

async function contentOf(app: App, uri: Uri): Promise<string> {
  const { servers, id } = find(app, uri)
  const server = servers?.get(id)
  if (!servers || !server) return `# ${l10n.t('This server is no longer there.')}\n`
  const reading = ips.get(id) ?? readIps(app, { servers, server })
  ips.set(id, reading)
  const change = app.osChanges.find(servers.project, id)
  return detailsText(servers, server, await reading, change)
}

async function readIps(app: App, { servers, server }: Target): Promise<Ips> {
  try {
    const { call, project } = await signedIn(servers)
    return await listPublicIps(call, project.projectId, server)
  } catch (error) {
    return { problem: app.explain(error) }
  }
}
