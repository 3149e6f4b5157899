/** All statuses of a server (ModelArts API: statuses of a DevServer). */
export type ServerStatus =
  | 'CREATING'
  | 'CREATE_FAILED'
  | 'RUNNING'
  | 'STARTING'
  | 'START_FAILED'
  | 'STOPPED'
  | 'STOPPING'
  | 'STOP_FAILED'
  | 'REBOOTING'
  | 'REBOOT_FAILED'
  | 'CHANGINGOS'
  | 'CHANGINGOS_FAILED'
  | 'REINSTALLINGOS'
  | 'REINSTALLINGOS_FAILED'
  | 'DELETING'
  | 'DELETE_FAILED'
  | 'DELETED'
  | 'ERROR'

export type ChangeKind = 'create' | 'start' | 'stop' | 'reboot' | 'changeos' | 'reinstallos' | 'delete'

/** What a change of OS puts in place. */
export interface Installed {
  readonly imageId: string
  /** Absent when the login is a password. */
  readonly keyPairName?: string
  /** EVS id of the system disk; a new one after each installation. */
  readonly rootVolumeId: string
  readonly userData?: string
}

/** A server as it is between changes. */
export interface Settled extends Installed {
  readonly status: ServerStatus
  readonly updatedAt: number
}

/** A change under way: accepted `at`, seen by readers from `visibleAt`, over at `endsAt` (all ms). */
export interface Change {
  readonly kind: ChangeKind
  readonly at: number
  readonly visibleAt: number
  readonly endsAt: number
  readonly fails: boolean
  readonly installs?: Installed
}

/** Anything with a state and perhaps a change under way. */
export interface Living {
  readonly settled: Settled
  readonly change?: Change
}

interface Course {
  readonly from: readonly ServerStatus[]
  readonly through: ServerStatus
  readonly to: ServerStatus
  readonly failed: ServerStatus
}

const REINSTALLABLE: readonly ServerStatus[] = ['STOPPED', 'CHANGINGOS_FAILED', 'REINSTALLINGOS_FAILED']

/** The state machine, one line per call (ModelArts API: statuses of a DevServer). */
export const COURSES: Readonly<Record<ChangeKind, Course>> = {
  create: { from: [], through: 'CREATING', to: 'RUNNING', failed: 'CREATE_FAILED' },
  start: {
    from: ['STOPPED', 'STOP_FAILED', 'START_FAILED'],
    through: 'STARTING',
    to: 'RUNNING',
    failed: 'START_FAILED',
  },
  stop: { from: ['RUNNING', 'STOP_FAILED'], through: 'STOPPING', to: 'STOPPED', failed: 'STOP_FAILED' },
  reboot: { from: ['RUNNING'], through: 'REBOOTING', to: 'RUNNING', failed: 'REBOOT_FAILED' },
  changeos: { from: REINSTALLABLE, through: 'CHANGINGOS', to: 'RUNNING', failed: 'CHANGINGOS_FAILED' },
  reinstallos: { from: REINSTALLABLE, through: 'REINSTALLINGOS', to: 'RUNNING', failed: 'REINSTALLINGOS_FAILED' },
  delete: {
    from: ['RUNNING', 'STOPPED', 'CREATE_FAILED', 'DELETE_FAILED', 'ERROR'],
    through: 'DELETING',
    to: 'DELETED',
    failed: 'DELETE_FAILED',
  },
}

/** How the server is at a time, without the lag of reads. */
export function truthAt({ settled, change }: Living, now: number): Settled {
  if (!change) return settled
  const { through, to, failed } = COURSES[change.kind]
  if (now < change.endsAt) return after(settled, change, through, change.at)
  if (change.fails) return { ...settled, status: failed, updatedAt: change.endsAt }
  return after(settled, change, to, change.endsAt)
}

/** How a read shows the server: for a while after a change was accepted still as it was before. */
export function readingAt(server: Living, now: number): Settled {
  return server.change && now < server.change.visibleAt ? server.settled : truthAt(server, now)
}

/** Whether an operation is in progress, seen by readers or not. */
export function isBusy({ change }: Living, now: number): boolean {
  return change !== undefined && now < change.endsAt
}

/** Whether the server has been deleted by now. */
export function isGone(server: Living, now: number): boolean {
  return server.change?.kind === 'delete' && truthAt(server, now).status === 'DELETED'
}

/** The login is replaced as well: a change to a password leaves no key pair behind. */
function after(settled: Settled, { installs }: Change, status: ServerStatus, updatedAt: number): Settled {
  return { ...(installs ?? installedOf(settled)), status, updatedAt }
}

function installedOf({ status: _status, updatedAt: _updatedAt, ...installed }: Settled): Installed {
  return installed
}
