import { badParameter, fieldsOf, type ProjectCall, textOf } from './call'
import { newId } from './ids'
import { suits } from './images'
import { type Installed, truthAt } from './lifecycle'
import { refusal } from './refusal'
import { flavorOf } from './serverView'
import type { Server } from './state'

const FIELDS = ['admin_pass', 'image_id', 'key_pair_name', 'user_data']
const USER_DATA_BYTES = 32_768
const KEY_PAIR_NAME = /^[-_.a-zA-Z0-9]{1,64}$/
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const SPECIALS = '!@$%^-_=+[{}]:,./?'

type OsFields = Readonly<Partial<Record<'admin_pass' | 'image_id' | 'key_pair_name' | 'user_data', string>>>

/** What the body of changeos asks to install on a server, checked against every rule of ModelArts API: changing the OS. */
export function changeOsOf(call: ProjectCall, server: Server): Installed {
  const fields = osFields(call)
  if (fields.image_id === undefined) throw badParameter(call, "Parameter 'image_id' is mandatory.")
  return installed(call, server, fields, imageFor(call, server, fields.image_id))
}

/** The same for reinstallos, where an image may only be named if it is the one already there. */
export function reinstallOsOf(call: ProjectCall, server: Server): Installed {
  const fields = osFields(call)
  const { imageId } = truthAt(server, call.now)
  if (fields.image_id !== undefined && fields.image_id !== imageId) {
    throw badParameter(call, "Parameter 'image_id' must be the current image; use changeos for another one.")
  }
  return installed(call, server, fields, imageId)
}

function osFields(call: ProjectCall): OsFields {
  const body = fieldsOf(call, FIELDS)
  return Object.fromEntries(
    FIELDS.map((name) => [name, textOf(call, body, name)] as const).filter(([, value]) => value !== undefined),
  )
}

function installed(call: ProjectCall, server: Server, fields: OsFields, imageId: string): Installed {
  const keyPairName = loginOf(call, server, fields)
  const userData = userDataOf(call, fields)
  return {
    imageId,
    rootVolumeId: newId(),
    ...(keyPairName !== undefined && { keyPairName }),
    ...(userData !== undefined && { userData }),
  }
}

function imageFor(call: ProjectCall, server: Server, imageId: string): string {
  const { image: code } = call.config.codes
  const image = call.state.images.find(({ id }) => id === imageId)
  if (!image || (image.projectId ?? call.project.id) !== call.project.id || image.dataOnly) {
    throw refusal(400, code, `Image '${imageId}' not found.`)
  }
  if (!image.active) throw refusal(400, code, `Image '${imageId}' is invalid: its status is INACTIVE.`)
  const flavor = flavorOf(call.state, server)
  if (!flavor || !suits(image, flavor)) {
    throw refusal(
      400,
      code,
      `Image '${imageId}' does not match server type ${server.type} and flavor ${server.flavor}.`,
    )
  }
  return image.id
}

function loginOf(call: ProjectCall, server: Server, fields: OsFields): string | undefined {
  const { admin_pass: password, key_pair_name: keyPairName } = fields
  if (server.type === 'HPS' && password !== undefined) {
    throw badParameter(call, 'Supernodes do not support admin_pass; use key_pair_name.')
  }
  if ((password === undefined) === (keyPairName === undefined)) {
    throw badParameter(call, 'Exactly one of admin_pass and key_pair_name must be specified.')
  }
  const problem = password === undefined ? undefined : passwordProblem(password)
  if (problem) throw badParameter(call, `Invalid admin_pass: ${problem}`)
  if (keyPairName !== undefined) checkKeyPair(call, keyPairName)
  return keyPairName
}

/** The rule a password breaks, if any (ModelArts API: changing the OS). */
export function passwordProblem(password: string): string | undefined {
  if (password.length < 8 || password.length > 26) return 'it must have 8 to 26 characters.'
  const other = [...password].find((c) => !/[A-Za-z0-9]/.test(c) && !SPECIALS.includes(c))
  if (other !== undefined) return 'it contains a character that is not allowed.'
  const kinds = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password))
  if (kinds.length < 3) return 'it must contain three of upper-case, lower-case, digit, special.'
  const lower = password.toLowerCase()
  const names = ['root', 'toor', 'administrator', 'rotartsinimda']
  return names.some((name) => lower.includes(name)) ? 'it must not contain the user name or its reverse.' : undefined
}

function checkKeyPair(call: ProjectCall, name: string): void {
  if (!KEY_PAIR_NAME.test(name))
    throw badParameter(call, 'Invalid key_pair_name: it must match ^[-_.a-zA-Z0-9]{1,64}$.')
  const usable = call.state.keyPairs.some(
    (pair) =>
      pair.name === name &&
      pair.projectId === call.project.id &&
      !pair.frozen &&
      (pair.scope === 'domain' || pair.userId === call.caller.userId),
  )
  if (usable) return
  throw refusal(400, call.config.codes.keyPair, `No permission to use the key pair '${name}', or it does not exist.`)
}

function userDataOf(call: ProjectCall, { user_data: userData }: OsFields): string | undefined {
  if (userData === undefined) return undefined
  if (!BASE64.test(userData)) throw badParameter(call, "Parameter 'user_data' must be base64-encoded.")
  if (Buffer.byteLength(userData, 'base64') > USER_DATA_BYTES) {
    throw badParameter(call, "Parameter 'user_data' must not exceed 32 KB before encoding.")
  }
  return userData
}
