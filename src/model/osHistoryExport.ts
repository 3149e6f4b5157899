import { durationMs, type PastChange } from './osHistory'

/** The history as it is written to a file: one flat record for each change. */
export interface ExportedChange {
  readonly startedAt: string
  readonly endedAt: string
  readonly durationSeconds: number
  readonly project: string
  readonly region: string
  readonly projectId: string
  readonly account: string
  readonly serverName: string
  readonly serverId: string
  readonly flavor: string
  readonly action: string
  readonly stoppedFirst: boolean
  readonly oldImageName: string
  readonly oldImageId: string
  readonly newImageName: string
  readonly newImageId: string
  readonly login: 'keyPair' | 'password'
  readonly keyPairName: string
  readonly userDataName: string
  readonly userDataSha256: string
  readonly result: string
  readonly detail: string
  readonly requestIds: string
}

/** A change as a flat record; times in ISO 8601. */
export function exportedOf(past: PastChange): ExportedChange {
  const { change, outcome, endedAt } = past
  const { project, before, image, keyPairName, userData } = change
  return {
    startedAt: isoOf(change.intendedAt),
    endedAt: isoOf(endedAt),
    durationSeconds: Math.round(durationMs(past) / 1000),
    project: project.name,
    region: project.region,
    projectId: project.projectId,
    account: project.account,
    serverName: change.serverName,
    serverId: change.serverId,
    flavor: change.flavor ?? '',
    action: change.action ?? 'changeos',
    stoppedFirst: change.stop !== undefined,
    oldImageName: before.imageName ?? '',
    oldImageId: before.imageId ?? '',
    newImageName: image.name,
    newImageId: image.id,
    login: keyPairName ? 'keyPair' : 'password',
    keyPairName: keyPairName ?? '',
    userDataName: userData?.name ?? '',
    userDataSha256: userData?.sha256 ?? '',
    result: outcome.kind,
    detail: detailOf(past),
    requestIds: (change.requestIds ?? []).join(' '),
  }
}

/** RFC 4180, with a byte order mark, which Excel needs to see Chinese names. */
export function csvOf(all: readonly PastChange[]): string {
  const records = all.map(exportedOf)
  const columns = Object.keys(records[0] ?? exportedOf(NOTHING)) as (keyof ExportedChange)[]
  const lines = records.map((record) => columns.map((column) => cellOf(record[column])).join(','))
  return `\uFEFF${[columns.join(','), ...lines].map((line) => `${line}\r\n`).join('')}`
}

const NOTHING: PastChange = {
  change: {
    id: '-',
    project: { name: '', region: '', projectId: '', account: '' },
    serverId: '-',
    serverName: '',
    before: { status: '' },
    image: { id: '', name: '' },
    intendedAt: 0,
    isAccepted: false,
  },
  outcome: { kind: 'gone' },
  endedAt: 0,
  isWatched: false,
}

/** Names come from a service: one that begins like a formula must not be computed by a spreadsheet. */
function cellOf(value: string | number | boolean): string {
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A clock may have been anywhere. */
const isoOf = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : '')

function detailOf({ outcome }: PastChange): string {
  switch (outcome.kind) {
    case 'failed':
      return `${outcome.reason} ${outcome.status}`
    case 'stopFailed':
      return outcome.status
    case 'notContinued':
      return outcome.reason
    case 'refused':
      return [outcome.said || outcome.diagnosis, outcome.requestId].filter(Boolean).join(' ')
    case 'succeeded':
    case 'notStarted':
    case 'gone':
    case 'undetermined':
      return ''
  }
}
