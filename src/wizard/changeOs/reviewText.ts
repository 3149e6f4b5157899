import { createHash } from 'node:crypto'
import { l10n } from 'vscode'
import type { DevServer } from '../../api/schemas'
import type { ChangeOsPlan } from '../../model/changeOsAnswers'
import type { Project } from '../../model/project'
import { serverUrl } from '../../model/requestUrl'
import { statusText } from '../../texts/status'
import type { OsAction } from './context'
import { formatText } from './userDataTexts'

/** What a person, or an agent, must have read before a system disk is erased. */
export interface Review {
  readonly action: OsAction
  readonly project: Project
  readonly server: DevServer
  /** What it is called, where it is not a single server. */
  readonly name?: string
  readonly supernode?: { readonly id: string; readonly children: readonly DevServer[] } | undefined
  /** Masked. */
  readonly identity: string
  readonly url: string
  readonly plan: ChangeOsPlan
  /** What happens before, where the server has to be stopped first. */
  readonly stopFirst?: string | undefined
  /** What has changed since it was last read. */
  readonly problem?: string | undefined
}

/** The review as a Markdown text; names are put in as they are, the document is not rendered. */
export function reviewText(review: Review): string {
  const { action, server, problem } = review
  const name = oneLine(review.name ?? server.name)
  const title = action === 'reinstallos' ? l10n.t('Reinstall OS of {0}', name) : l10n.t('Change OS of {0}', name)
  return [
    `# ${title}`,
    ...(problem ? [`> ${oneLine(l10n.t('Attention: {0}', problem))}`] : []),
    l10n.t('Nothing has been changed so far.'),
    `## ${l10n.t('What')}`,
    facts(review),
    `## ${l10n.t('What it means')}`,
    consequences(review)
      .map((line) => `- ${oneLine(line)}`)
      .join('\n'),
    `## ${review.stopFirst ? l10n.t('The requests') : l10n.t('The request')}`,
    l10n.t('Sent once, and never resent automatically. Secrets are masked here.'),
    ...(review.stopFirst ? [stopText(review), l10n.t('Once it is stopped:')] : []),
    requestText(review),
  ].join('\n\n')
}

/** A name could otherwise look like more lines of the review. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')

function facts({ project, server, identity, plan, action, name = '', supernode }: Review): string {
  const { image, login, userData } = plan
  const lines: readonly (readonly [string, string])[] = [
    ...(supernode ? supernodeFacts(name, supernode) : [[l10n.t('Server'), `${server.name} (${server.id})`] as const]),
    ...(supernode ? [] : [[l10n.t('Status'), statusText(server.status)] as const]),
    [l10n.t('Project'), `${project.name} (${project.projectId})`],
    [l10n.t('Region'), project.region],
    [l10n.t('Account'), `${project.account} (${identity})`],
    ...imagesNow(supernode?.children ?? [server], supernode !== undefined),
    [
      l10n.t('Image afterwards'),
      action === 'reinstallos' ? l10n.t('the same, installed afresh') : `${image.name} (${image.id})`,
    ],
    [
      l10n.t('Login afterwards'),
      'keyPairName' in login ? l10n.t('key pair {0}', login.keyPairName) : l10n.t('root with the new password'),
    ],
    [l10n.t('User data'), userData ? `${userData.name}: ${formatText(userData.text)}` : l10n.t('none')],
  ]
  return lines.map(([label, value]) => `- ${label}: ${oneLine(value)}`).join('\n')
}

/** Of a supernode each server's, for they need not be the same. */
const imagesNow = (servers: readonly DevServer[], isNamed: boolean): readonly (readonly [string, string])[] =>
  servers.map(({ name, image }) => [
    isNamed ? l10n.t('Image now on {0}', oneLine(name)) : l10n.t('Image now'),
    image ? `${image.name} (${image.id})` : l10n.t('unknown'),
  ])

function supernodeFacts(
  name: string,
  { id, children }: NonNullable<Review['supernode']>,
): readonly (readonly [string, string])[] {
  return [
    [l10n.t('Supernode'), `${name} (${id})`],
    [l10n.t('Servers'), children.map((child) => child.name).join(', ')],
  ]
}

/** In plain words, what the service's pages say happens. */
export function consequences({
  plan,
  stopFirst,
  supernode,
}: Pick<Review, 'plan' | 'stopFirst' | 'supernode'>): readonly string[] {
  return [
    ...(stopFirst ? [stopFirst] : []),
    ...(supernode
      ? [l10n.t('All {0} servers of the supernode are changed, each as follows.', supernode.children.length)]
      : []),
    l10n.t('The system disk is erased. What is on it does not come back, whatever happens afterwards.'),
    l10n.t('The system disk gets another EVS ID: it no longer matches the order and can no longer be expanded.'),
    l10n.t('Data disks stay as they are, but must be mounted again.'),
    l10n.t('The server is powered on afterwards.'),
    l10n.t('Its SSH host key changes: the next connection is refused until the old key is forgotten.'),
    ...(plan.userData
      ? [
          l10n.t(
            'The user data may not take effect: not every image reads it on a change of OS. Check after the first start.',
          ),
        ]
      : []),
  ]
}

const headersOf = ({ projectId }: Project): readonly string[] => [
  `X-Project-Id: ${projectId}`,
  'Authorization or X-Auth-Token: ••••••••',
]

const stopText = ({ project, server }: Review): string =>
  ['```http', `PUT ${serverUrl(project, server.id, 'stop')}`, ...headersOf(project), '```'].join('\n')

function requestText({ project, url, plan }: Review): string {
  const { image, login, userData } = plan
  const body = {
    ...(image.id && { image_id: image.id }),
    ...('keyPairName' in login ? { key_pair_name: login.keyPairName } : { admin_pass: '••••••••' }),
    ...(userData && { user_data: userDataMark(userData.text) }),
  }
  return [
    '```http',
    `POST ${url}`,
    'Content-Type: application/json',
    ...headersOf(project),
    '',
    JSON.stringify(body, undefined, 2),
    '```\n',
  ].join('\n')
}

/** User data may hold tokens; its size and hash tell which it is. */
function userDataMark(text: string): string {
  const bytes = Buffer.byteLength(text)
  return `•••••••• (base64, ${bytes} B, sha256 ${createHash('sha256').update(text).digest('hex').slice(0, 16)}…)`
}
