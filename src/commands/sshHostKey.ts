import { planForgetting } from '../ssh/forget'
import { scanHostKeys } from '../ssh/hostKeys'
import type { Route } from './sshLogin'
import type { Machine } from './sshMachine'

/** Whether the key that the server offers is the one known here; no answer of ssh's own counts as unknown. */
export async function hostKeyState(
  { ssh }: Machine,
  route: Route,
  from: { readonly host: string; readonly port: number },
): Promise<'unknown' | 'known' | 'changed'> {
  const addresses = route.addresses.map(({ host }) => host)
  const plan = await planForgetting(ssh, { addresses, port: route.port })
  const known = plan.files.flatMap(({ forgotten, covering }) => [...forgotten, ...covering].map(({ key }) => key))
  if (known.length === 0) return 'unknown'
  const offered = await scanHostKeys(ssh, from.host, from.port)
  if (offered.length === 0) return 'unknown'
  return offered.some(({ type, data }) => known.includes(`${type} ${data}`)) ? 'known' : 'changed'
}
