import type { App } from '../../app'
import { openConsole } from './console'
import { copyAddress, copyId, copyJson, copyName } from './copy'
import { showDetails } from './details'
import { clearFilter, filter, goTo, groupBy, sortBy } from './lists'
import { deleteServer, rename } from './manage'
import { resumeOperations } from './operations'
import { offerPlans, osPlan } from './planManage'
import { changeOsOfSeveral } from './plans'
import { power } from './power'
import { sync } from './sync'
import { attachVolume, bindEip, detachVolume } from './volumes'

export { offerPlans, resumeOperations }

type Command = (app: App, args: readonly unknown[]) => Promise<unknown>

/** Commands on servers and their list: a bundle of its own, loaded with the first of them. */
export const FLEET = {
  start: (app, args) => power(app, args, 'start'),
  stop: (app, args) => power(app, args, 'stop'),
  reboot: (app, args) => power(app, args, 'reboot'),
  rename,
  sync,
  deleteServer,
  copyId,
  copyName,
  copyAddress,
  copyJson,
  openConsole,
  showDetails,
  filter,
  clearFilter,
  sortBy,
  groupBy,
  goTo,
  attachVolume,
  detachVolume,
  bindEip,
  changeOsOfSeveral,
  osPlan,
  changeSupernodeOs: async (app, args) => (await import('./changeSupernodeOs')).changeSupernodeOs(app, args),
} satisfies Readonly<Record<string, Command>>
