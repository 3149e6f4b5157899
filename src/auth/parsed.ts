import type * as z from 'zod/mini'

/** What JSON text holds, as the schema reads it; undefined where it holds something else, or is no JSON. */
export function parsed<T extends z.ZodMiniType>(schema: T, text: string | undefined): z.output<T> | undefined {
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
