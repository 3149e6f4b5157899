import { type DevServer, type DevServerStatus, isFailed } from '../api/schemas'
import { canChangeOs, canReboot, canStart, canStop, isBusy } from './devServerStatus'

/** What is done with a row now, apart from its own status. */
export interface RowState {
  /** Its OS is being changed by us. */
  readonly isChanging?: boolean
  /** An operation of ours is under way, so that nothing else can be asked for. */
  readonly isPending?: boolean
}

/** The context value of a server's row: words that the menus' `when` clauses match; they name abilities, not statuses. */
export function serverTokens(server: DevServer, { isChanging }: RowState = {}): string {
  if (isChanging) return 'devServer;changing;'
  const { status } = server
  // What a newer service calls a state, or one that is gone, is not to be acted upon.
  if (status === 'UNKNOWN' || status === 'DELETED') return 'devServer;readOnly;'
  const isSteady = status === 'RUNNING' || status === 'STOPPED'
  return joined([
    'devServer',
    status === 'RUNNING' && 'running',
    canChangeOs(server) && 'canChangeOs',
    canStart(server) && 'canStart',
    canStop(server) && 'canStop',
    canReboot(server) && 'canReboot',
    canDelete(status) && 'canDelete',
    isSteady && 'canAttach',
    isSteady && server.volumes.some(({ use }) => use === 'DATA') && 'canDetach',
    status === 'RUNNING' && server.cloudServer?.type === 'HPS' && 'canBind',
  ])
}

/** The context value of a supernode's row. */
export function supernodeTokens(children: readonly DevServer[], { isChanging, isPending }: RowState = {}): string {
  const isFree = !isChanging && !isPending && !children.some(isBusy)
  return joined([
    'supernode',
    isFree && children.some(canStart) && 'canStart',
    isFree && children.some(canStop) && 'canStop',
    isFree && children.length > 0 && 'canChangeOs',
  ])
}

/** The context value of a project's row. */
export const projectTokens = (isSample: boolean): string => (isSample ? 'project;sample;' : 'project;')

/** The context values of rows that nothing is done with but by a click. */
export const GROUP_TOKENS = 'group;'
export const NOTE_TOKENS = 'note;'

const canDelete = (status: DevServerStatus): boolean => status === 'RUNNING' || status === 'STOPPED' || isFailed(status)

const joined = (words: readonly (string | false)[]): string =>
  words
    .filter(Boolean)
    .map((word) => `${word};`)
    .join('')
