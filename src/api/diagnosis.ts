import {
  AnswerError,
  ApiError,
  CredentialsError,
  NetworkError,
  type NetworkErrorKind,
  PathError,
  UnsentError,
} from './errors'

/** What an error means to a person; texts and remedies hang on it. */
export type Diagnosis =
  | NetworkErrorKind
  | 'notJson'
  | 'badPath'
  | 'keyUnknown'
  | 'secretKeyWrong'
  | 'clock'
  | 'lockedOut'
  | 'tokenExpired'
  | 'passwordNeeded'
  | 'credentialsRefused'
  | 'credentialsMalformed'
  | 'temporaryRefused'
  | 'passwordWrong'
  | 'projectMismatch'
  | 'noPermission'
  | 'agencyMissing'
  | 'billing'
  | 'serverMissing'
  | 'endpointWrong'
  | 'throttled'
  | 'wrongState'
  | 'imageMissing'
  | 'imageUnsuitable'
  | 'password'
  | 'keyPair'
  | 'quota'
  | 'unsupported'
  | 'tooLarge'
  | 'badRequest'
  | 'serviceFailed'
  | UnsentError['kind']
  | 'diskFull'
  | 'disk'
  | 'other'

/** Says what lies behind an error of the client: by code first, then by text, then by status. */
export function diagnose(error: unknown): Diagnosis {
  if (error instanceof NetworkError) return error.kind
  if (error instanceof AnswerError) return 'notJson'
  if (error instanceof PathError) return 'badPath'
  if (error instanceof CredentialsError) return OF_KIND[error.kind]
  if (error instanceof UnsentError) return error.kind
  if (!(error instanceof ApiError)) return isTimeout(error) ? 'timeout' : ofFiles(error)
  const diagnosis = ofAnswer(error)
  if (!error.proof || !REFUSED.includes(diagnosis)) return diagnosis
  return error.proof === 'password' ? 'passwordWrong' : 'temporaryRefused'
}

/** The refusals that say no more than that something about the credentials is wrong. */
const REFUSED: readonly Diagnosis[] = ['keyUnknown', 'secretKeyWrong', 'credentialsRefused']

const OF_KIND = {
  expired: 'tokenExpired',
  passwordNeeded: 'passwordNeeded',
  malformed: 'credentialsMalformed',
} as const

/** What AbortSignal.timeout aborts with. */
const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === 'TimeoutError'

/** What Node says of files names the call that failed. */
function ofFiles(error: unknown): Diagnosis {
  if (!(error instanceof Error && 'syscall' in error && 'code' in error && 'path' in error)) return 'other'
  return error.code === 'ENOSPC' || error.code === 'EDQUOT' ? 'diskFull' : 'disk'
}

function ofAnswer(error: ApiError): Diagnosis {
  const message = error.message.toLowerCase()
  const gateway = /^API(?:GW|G|C)\.(\d+)$/.exec(error.code)?.[1]
  return (
    (gateway ? byGateway(gateway, message) : undefined) ??
    BY_CODE[`${error.status} ${error.code}`] ??
    BY_CODE[error.code] ??
    (error.status === 400 ? byText(message) : undefined) ??
    byStatus(error.status)
  )
}

/** The gateway's numbers; all that concern authentication share one and differ only in the text (APIG tables). */
function byGateway(number: string, message: string): Diagnosis | undefined {
  if (number === '0301') return refused(message)
  if (['0101', '0103'].includes(number)) return 'endpointWrong'
  if (['0302', '0306', '0401', '0402', '0802'].includes(number)) return 'noPermission'
  if (number === '0307') return 'tokenExpired'
  if (number === '0308') return 'throttled'
  if (number === '0310') return 'billing'
  return undefined
}

function refused(message: string): Diagnosis {
  if (message.includes('ak not exist') || /\bak \S+ not exist/.test(message)) return 'keyUnknown'
  if (message.includes('verify aksk signature fail')) return 'secretKeyWrong'
  if (message.includes('signature expired')) return 'clock'
  if (message.includes('failed to reach the limit')) return 'lockedOut'
  if (message.includes('token expires') || message.includes('decrypt token')) return 'tokenExpired'
  return 'credentialsRefused'
}

/** Codes mean different things with different statuses, hence `status code` comes before the code alone. */
const BY_CODE: Readonly<Record<string, Diagnosis>> = {
  '401 ModelArts.0201': 'tokenExpired',
  '401 ModelArts.0202': 'tokenExpired',
  '401 ModelArts.0203': 'tokenExpired',
  '401 ModelArts.0204': 'tokenExpired',
  '401 ModelArts.0207': 'projectMismatch',
  '401 ModelArts.0212': 'projectMismatch',
  '400 ModelArts.0204': 'projectMismatch',
  '400 ModelArts.0210': 'projectMismatch',
  '403 ModelArts.0210': 'projectMismatch',
  '403 ModelArts.0203': 'credentialsRefused',
  '403 ModelArts.0206': 'credentialsRefused',
  '401 ModelArts.0428': 'agencyMissing',
  'ModelArts.6201': 'billing',
  'ModelArts.6203': 'billing',
  'ModelArts.6326': 'billing',
  'ModelArts.6376': 'agencyMissing',
  'ModelArts.6377': 'agencyMissing',
  'ModelArts.6378': 'agencyMissing',
  'ModelArts.6379': 'agencyMissing',
  'ModelArts.6789': 'keyPair',
  'ModelArts.6404': 'serverMissing',
  'ModelArts.6309': 'serverMissing',
  'ModelArts.7000': 'unsupported',
  'ModelArts.6305': 'wrongState',
  'ModelArts.6306': 'wrongState',
  'ModelArts.6307': 'wrongState',
  'ModelArts.6308': 'wrongState',
  'ModelArts.6327': 'wrongState',
  'ModelArts.6355': 'wrongState',
  'ModelArts.6357': 'wrongState',
  'ModelArts.6797': 'imageMissing',
  'ModelArts.6323': 'imageUnsuitable',
  'ModelArts.6328': 'imageUnsuitable',
  'ModelArts.6870': 'imageUnsuitable',
  'ModelArts.0113': 'quota',
  'ModelArts.0116': 'quota',
  'ModelArts.0118': 'quota',
  'ModelArts.6302': 'quota',
  'ModelArts.6101': 'throttled',
}

/** Which code changeos answers with in these cases is not documented, so the words decide. */
function byText(message: string): Diagnosis | undefined {
  const has = (...words: readonly string[]): boolean => words.some((word) => message.includes(word))
  if (has('password', 'admin_pass', 'adminpass')) return 'password'
  if (has('key pair', 'keypair', 'key_pair')) return 'keyPair'
  const isMissing = has('not found', 'does not exist', 'cannot be found')
  if (isMissing && has('image')) return 'imageMissing'
  if (isMissing && has('instance', 'server')) return 'serverMissing'
  if (has('image') && has('support', 'match', 'arch', 'invalid')) return 'imageUnsuitable'
  if (has('quota', 'exceed')) return 'quota'
  if (has('arrears', 'frozen', 'suspended', 'restricted', 'balance')) return 'billing'
  if (has('status', 'state', 'running', 'stopped', 'another operation', 'not allowed because')) return 'wrongState'
  return undefined
}

function byStatus(status: number): Diagnosis {
  if (status === 401) return 'credentialsRefused'
  if (status === 403) return 'noPermission'
  if (status === 404) return 'serverMissing'
  if (status === 408 || status === 504) return 'timeout'
  if (status === 409) return 'wrongState'
  if ([413, 414, 431, 494].includes(status)) return 'tooLarge'
  if (status === 429) return 'throttled'
  return status >= 500 ? 'serviceFailed' : 'badRequest'
}

const OF_CREDENTIALS: readonly Diagnosis[] = [
  'keyUnknown',
  'secretKeyWrong',
  'lockedOut',
  'tokenExpired',
  'passwordNeeded',
  'credentialsRefused',
  'credentialsMalformed',
  'temporaryRefused',
  'passwordWrong',
]

/** True where the credentials themselves were turned down, so that asking again with them is pointless. */
export function isCredentialProblem(diagnosis: Diagnosis): boolean {
  return OF_CREDENTIALS.includes(diagnosis)
}
