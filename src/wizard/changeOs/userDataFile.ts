import { l10n, Uri, workspace } from 'vscode'
import type { UserData } from '../../model/changeOsAnswers'
import { formatOf, readUserData, USER_DATA_BYTES, type UserDataProblem } from '../../model/userData'
import { userDataProblemText } from './userDataTexts'

/** What a file is called. */
export const nameOf = (uri: Uri): string => uri.path.split('/').at(-1) ?? uri.path

/** A file as user data, or why it cannot be. */
export async function userDataAt(uri: Uri): Promise<UserData | string> {
  const name = nameOf(uri)
  try {
    // Whoever picks a disk image by mistake need not wait until it is read.
    const { size } = await workspace.fs.stat(uri)
    if (size > USER_DATA_BYTES) return userDataProblemText(name, { kind: 'tooLarge', bytes: size })
    return await checkedText(name, await workspace.fs.readFile(uri))
  } catch (error) {
    return l10n.t('{0} cannot be read: {1}', name, error instanceof Error ? error.message : String(error))
  }
}

/** The same of an address in a command's argument. */
export const userDataIn = (address: string): Promise<UserData | string> => userDataAt(Uri.parse(address))

/** Bytes as user data, or why they cannot be. */
export async function checkedText(name: string, bytes: Uint8Array): Promise<UserData | string> {
  const read = readUserData(bytes)
  if (!('text' in read)) return userDataProblemText(name, read)
  const problem = await contentProblem(read.text)
  return problem ? userDataProblemText(name, problem) : { name, text: read.text }
}

async function contentProblem(text: string): Promise<UserDataProblem | undefined> {
  if (formatOf(text) !== 'cloud-config') return undefined
  const { cloudConfigProblem } = await import('../../model/cloudConfig')
  return cloudConfigProblem(text)
}
