import { parse } from 'ini'
import { type Broken, type Found, iamOf, keysOf, type Reading, textOf } from './found'

interface Section {
  readonly name: string
  readonly line: number
  readonly values: ReadonlyMap<string, string>
}

/** `~/.huaweicloud/credentials`: the sections `basic` and `global`, or whatever else has keys. */
export function fromIni(text: string): Reading {
  const sections = sectionsOf(text.replace(/^\uFEFF/, '').split(/\r?\n/))
  if ('reason' in sections) return { found: [], broken: sections }
  const found: Found[] = []
  let broken: Broken | undefined
  for (const { name, line, values } of sections) {
    const [ak, sk] = [textOf(values.get('ak')), textOf(values.get('sk'))]
    if (ak === undefined && sk === undefined) continue
    const keys = keysOf({ accessKey: ak, secretKey: sk, securityToken: values.get('security_token') })
    const { iam, wrong } = iamOf(values.get('iam_endpoint'))
    if (keys && !wrong) found.push({ name, keys, projectId: textOf(values.get('project_id')), iam })
    else broken ??= { line, reason: wrong ? 'iam' : ak && sk ? 'keysWrong' : 'keysMissing' }
  }
  return { found, broken }
}

const NOTHING = /^\s*([;#].*)?$/
const HEADER = /^\s*\[([^\]]+)\]\s*$/
const ENTRY = /^\s*([^=:[\]]+?)\s*[=:](.*)$/

/** Sections with their lines, which the parser does not tell; the first line that is none is said instead. */
function sectionsOf(lines: readonly string[]): readonly Section[] | Broken {
  const bad = lines.findIndex((line) => ![NOTHING, HEADER, ENTRY].some((pattern) => pattern.test(line)))
  if (bad >= 0) return { line: bad + 1, reason: 'iniLine' }
  const parsed = parse(lines.map(plain).join('\n'))
  return lines.flatMap((line, index) => {
    const name = HEADER.exec(line)?.[1]?.trim()
    // A section in two parts is one.
    const isFirst = lines.findIndex((other) => HEADER.exec(other)?.[1]?.trim() === name) === index
    const values = name === undefined ? undefined : parsed[name]
    if (name === undefined || !isFirst || typeof values !== 'object' || values === null) return []
    const entries = Object.entries(values).map(([key, value]) => [key.toLowerCase(), String(value)] as const)
    return [{ name, line: index + 1, values: new Map(entries) }]
  })
}

/** As the SDKs' own parsers read it: a dot in a section's name and `;` or `#` within a value are nothing special. */
function plain(line: string): string {
  const name = HEADER.exec(line)?.[1]
  if (name !== undefined) return `[${name.trim().replaceAll('.', '\\.')}]`
  const [, key, value = ''] = NOTHING.test(line) ? [] : (ENTRY.exec(line) ?? [])
  return key === undefined ? '' : `${key} = ${unquoted(value.trim()).replace(/[\\;#]/g, '\\$&')}`
}

const unquoted = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
