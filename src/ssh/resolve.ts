import { lookup } from 'node:dns/promises'

/** The addresses behind a name, as this computer resolves it; none for a name that it does not know. */
export type Resolve = (name: string) => Promise<readonly string[]>

const AT_ONCE = 2
/** Milliseconds for all names together: what is not known by then is left out. */
const LOOK_UP_MS = 4_000

/** What ssh itself would connect to. */
export const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true }).catch(() => [])).map(({ address }) => address)

/** Those of the names that lead to one of the addresses. */
export async function namesOfAddresses(
  names: readonly string[],
  addresses: ReadonlySet<string>,
  resolve: Resolve,
  timeoutMs = LOOK_UP_MS,
): Promise<readonly string[]> {
  const waiting = [...names]
  const found: string[] = []
  let isLate = false
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined && !isLate; name = waiting.shift()) {
      const leadsThere = (await resolve(name)).some((address) => addresses.has(address))
      if (leadsThere && !isLate) found.push(name)
    }
  }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs)
  })
  await Promise.race([late, Promise.all(Array.from({ length: AT_ONCE }, work))])
  clearTimeout(timer)
  isLate = true
  return found
}
