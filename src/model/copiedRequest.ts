import { endpointOf } from '../api/regions'

/** A request as other tools are told to send it: no secret is in it, only what is needed to ask for one. */
export interface CopiedRequest {
  readonly operation: 'changeos' | 'reinstallos' | 'hyperinstanceChangeos'
  readonly region: string
  readonly projectId: string
  readonly serverId: string
  readonly serverName: string
  /** Absent where the operation keeps the image. */
  readonly imageId?: string | undefined
  readonly imageName?: string | undefined
  readonly url: string
  /** Where the request goes that stops the server first, where it is running. */
  readonly stopUrl?: string | undefined
  /** Certificates that vouch for a private cloud's services, as a whole path. */
  readonly caFile?: string | undefined
  readonly login: { readonly keyPairName: string } | 'password'
  /** Name of what is sent as user data; the text itself may hold secrets and is not copied. */
  readonly userDataName?: string | undefined
}

/** Variables that the user sets before running what was copied. */
export const PASSWORD_VARIABLE = 'DEVSERVER_PASSWORD'
export const USER_DATA_VARIABLE = 'DEVSERVER_USER_DATA'

/** One word for a POSIX shell, whatever it holds. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** Names come from the service: a line break would end the comment and begin a command. */
export const commentText = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')

/** Where a private cloud's requests go; undefined where the region alone tells other tools. */
export function ownHostOf({ url, region }: CopiedRequest): string | undefined {
  const { host } = new URL(url)
  return host === new URL(endpointOf('modelarts', region)).host ? undefined : host
}

/** For tools that look for certificates in places of their own. */
export const trustRemark = ({ caFile }: CopiedRequest, tool: string): readonly string[] =>
  caFile ? [`${tool} must trust the authorities in ${caFile}: add them to the system's certificates.`] : []

const STOP_REMARK = 'It is running: it is powered off by force first, and what is not saved is lost.'

/** For tools that do not wait by themselves. */
export const waitRemark = ({ stopUrl }: CopiedRequest): readonly string[] =>
  stopUrl ? ['Wait until it is STOPPED before the second request.'] : []

/** What the secrets are called that the reader fills in. */
interface Names {
  readonly password: string
  readonly userData: string
}

const VARIABLES: Names = { password: PASSWORD_VARIABLE, userData: USER_DATA_VARIABLE }

/**
 * What a reader of a copied command must know. In English whatever the editor speaks: commands are passed on to people
 * and into files and shells whose language, and encoding, nobody knows.
 */
export function remarks(request: CopiedRequest, names: Names = VARIABLES, more: readonly string[] = []): string {
  const { login, userDataName, stopUrl } = request
  const lines = [
    whatItDoes(request),
    ...(stopUrl ? [STOP_REMARK] : []),
    ...(login === 'password' ? [`Set ${names.password} to the new password first.`] : []),
    ...(userDataName ? [`Set ${names.userData} to the base64 form of ${userDataName} first.`] : []),
    ...more,
  ]
  return lines.map((line) => `# ${commentText(line)}\n`).join('')
}

function whatItDoes({ operation, serverName, imageName, imageId, stopUrl }: CopiedRequest): string {
  const what = operation === 'reinstallos' ? 'Reinstalls the OS' : `Changes the OS to ${imageName ?? imageId}`
  if (operation === 'hyperinstanceChangeos')
    return `${what} on all servers of the supernode ${serverName}: their system disks are erased. All of them must be stopped. Send it once only.`
  const state = stopUrl ? '' : ' The server must be stopped.'
  return `${what} on ${serverName}: its system disk is erased.${state} Send it once only.`
}
