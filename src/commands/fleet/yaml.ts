type Value = string | undefined | readonly string[] | readonly Fields[]

/** Names and values of a document, in their order. */
export interface Fields {
  readonly [key: string]: Value
}

/** Fields as YAML; what the service says is quoted where it could pass for anything but text. Absent values are left out. */
export const yaml = (fields: Fields): string => `${entriesOf(fields).join('\n')}\n`

const entriesOf = (fields: Fields): readonly string[] =>
  Object.entries(fields).flatMap(([key, value]) => linesOf(key, value))

function linesOf(key: string, value: Value): readonly string[] {
  if (value === undefined || value === '') return []
  if (typeof value === 'string') return [`${key}: ${scalar(value)}`]
  if (value.length === 0) return [`${key}: []`]
  return [`${key}:`, ...value.flatMap((item) => itemOf(typeof item === 'string' ? [scalar(item)] : entriesOf(item)))]
}

/** An entry of a list: its lines stand below each other, the first after a hyphen. */
const itemOf = (lines: readonly string[]): readonly string[] =>
  lines.map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`)

/** Plain where YAML reads it as the same text, quoted otherwise. */
function scalar(text: string): string {
  const isPlain =
    /^[A-Za-z\p{Script=Han}][\w.\-/ ()\p{Script=Han}…→,]*$/u.test(text) &&
    !/^(y|n|yes|no|true|false|null|on|off)$/i.test(text)
  return isPlain && text === text.trim() ? text : JSON.stringify(text)
}
