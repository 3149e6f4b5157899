/** True where two values of plain data say the same; stops at the first difference, and costs nothing on identity. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(b) && !Array.isArray(a)) return false
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]))
  const ofA = a as Readonly<Record<string, unknown>>
  const ofB = b as Readonly<Record<string, unknown>>
  const keys = Object.keys(ofA)
  return keys.length === Object.keys(ofB).length && keys.every((key) => key in ofB && isSame(ofA[key], ofB[key]))
}
