import type { DevServers } from '../model/devServers'
import { healthText } from '../texts/health'

/** With more servers than this a project's row says no time: VS Code asks for all rows below one that is drawn again. */
const MANY = 1000

/** How a project stands, as its row says it. */
export const rowHealth = ({ standing, servers }: Pick<DevServers, 'standing' | 'servers'>): string =>
  healthText(standing, servers.length > MANY)
