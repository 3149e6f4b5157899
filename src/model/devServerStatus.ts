import { type DevServer, isTransitional } from '../api/schemas'

/** True while an operation of the service is under way. */
export const isBusy = (server: DevServer): boolean => isTransitional(server.status)

/** Stopped, or failed in an earlier change: the user manual adds the two failed states to the API page's STOPPED. */
export const canChangeOs = (server: DevServer): boolean =>
  ['STOPPED', 'CHANGINGOS_FAILED', 'REINSTALLINGOS_FAILED'].includes(server.status)

/** Powering off is possible. */
export const canStop = (server: DevServer): boolean => ['RUNNING', 'STOP_FAILED'].includes(server.status)

/** Powering on is possible (Terraform's provider adds the two failed states to the API page's STOPPED). */
export const canStart = (server: DevServer): boolean =>
  ['STOPPED', 'STOP_FAILED', 'START_FAILED'].includes(server.status)

/** Restarting is possible. */
export const canReboot = (server: DevServer): boolean => server.status === 'RUNNING'

/** Yearly/monthly servers are unsubscribed from in billing instead, unless they never came to be. */
export const isBilledByTerm = (server: DevServer): boolean =>
  server.chargingMode === 'PRE_PAID' && !['CREATE_FAILED', 'ERROR'].includes(server.status)

/** Supernodes and their children take key pairs only (current Chinese pages and SDK models). */
export const canUsePassword = (server: DevServer): boolean =>
  ['ECS', 'BMS'].includes(server.cloudServer?.type ?? '') && !['HPS', 'SPOD'].includes(server.category ?? '')
