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

const STOP_REMARK =
  'It is running: it is powered off by force first, and what is not saved is lost. Wait until it is STOPPED before the second request.'

/**
 * What a reader of a copied command must know, line by line. In English whatever the editor speaks: commands are passed
 * on to people and into files and shells whose language, and encoding, nobody knows.
 */
export function remarks(request: CopiedRequest): readonly string[] {
  const { operation, serverName, imageName, imageId, login, userDataName, stopUrl } = request
  const what = operation === 'reinstallos' ? 'Reinstalls the OS' : `Changes the OS to ${imageName ?? imageId}`
  return [
    `${what} on ${serverName}: its system disk is erased. The server must be stopped. Send it once only.`,
    ...(stopUrl ? [STOP_REMARK] : []),
    ...(login === 'password' ? [`Set ${PASSWORD_VARIABLE} to the new password first.`] : []),
    ...(userDataName ? [`Set ${USER_DATA_VARIABLE} to the base64 form of ${userDataName} first.`] : []),
  ].map(commentText)
}
