import * as z from 'zod/mini'

const ROWS = ['project', 'server', 'supernode', 'group', 'setting', 'note', 'pastServer', 'pastChange'] as const
const Row = z.looseObject({ kind: z.enum(ROWS), project: z.optional(z.string()), id: z.optional(z.string()) })

/** A row of one of the trees, as VS Code hands it to a command of its menu. */
export type ClickedRow = z.infer<typeof Row>

/** The row that a command was called on, if it was. */
export function rowOf(argument: unknown): ClickedRow | undefined {
  const row = Row.safeParse(argument)
  return row.success ? row.data : undefined
}

/**
 * The project that a command was called on, if it was called on a project's row. Commands of a view's title are handed
 * whichever row has the focus: a server below is not what was meant by them.
 */
export function projectOfRow(argument: unknown): string | undefined {
  const row = rowOf(argument)
  return row?.kind === 'project' ? row.project : undefined
}

/**
 * What a command's argument object says; undefined where there is none, or a row was clicked: then the command asks.
 * Everything else has to be what the schema says, for an argument that is not understood must not do something else
 * than was meant. Throws the schema's error.
 */
export function argumentOf<T extends z.ZodMiniType>(schema: T, argument: unknown): z.output<T> | undefined {
  if (argument === undefined || argument === null || rowOf(argument)) return undefined
  return schema.parse(argument)
}
