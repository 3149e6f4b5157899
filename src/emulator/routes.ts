import { actions } from './actions'
import { batch } from './batch'
import type { Route } from './call'
import { devServers } from './devServers'
import { hyperinstances } from './hyperinstances'
import { iam } from './iam'
import { images } from './images'
import { ims } from './ims'
import { keyPairs } from './keyPairs'
import { volumes } from './volumes'
import { vpc } from './vpc'

/** Every operation that the emulator knows. */
export const routes: readonly Route[] = [
  ...devServers,
  ...actions,
  ...batch,
  ...images,
  ...volumes,
  ...hyperinstances,
  ...iam,
  ...keyPairs,
  ...ims,
  ...vpc,
]
