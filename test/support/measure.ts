/** One line of the benchmark. */
export interface Measurement {
  readonly what: string
  readonly result: string
  /** What it is held against, and whether it holds. */
  readonly aim?: { readonly text: string; readonly isMet: boolean }
}

/** The middle one; of an even number the upper middle one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

/** Milliseconds that the work takes. */
export async function timeMs(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Medians in milliseconds of several works done in turn, so that a slow moment of the machine slows all of them. */
export async function interleaved<K extends string>(
  rounds: number,
  works: Readonly<Record<K, () => unknown>>,
): Promise<Readonly<Record<K, number>>> {
  const names = Object.keys(works) as K[]
  const times = new Map<K, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times.get(name)?.push(await timeMs(works[name]))
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<K, number>
}

/** An aim of at most `limit`. */
export const atMost = (value: number, limit: number, text: string): NonNullable<Measurement['aim']> => ({
  text: `≤ ${text}`,
  isMet: value <= limit,
})
