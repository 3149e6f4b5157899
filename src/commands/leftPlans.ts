import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../app'

/** Says that a plan was interrupted, if one was; only then is the bundle loaded that knows about plans. */
export async function offerLeftPlans(app: App): Promise<void> {
  const files = await readdir(join(app.storage, 'osPlans')).catch(() => [])
  if (!files.some((file) => file.endsWith('.json'))) return
  await (await import('./fleet/fleet')).offerPlans(app)
}
