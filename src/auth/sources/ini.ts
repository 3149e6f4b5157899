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

/** As the SDKs' own parsers read them: a dot in a section's name and `;` or `#` within a value are nothing special. */
function sectionsOf(lines: readonly string[]): readonly Section[] | Broken {
  const sections: (Section & { readonly values: Map<string, string> })[] = []
  for (const [index, line] of lines.entries()) {
    if (/^\s*([;#].*)?$/.test(line)) continue
    const name = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1]
    const [, key, value = ''] = /^\s*([^=:[\]]+?)\s*[=:](.*)$/.exec(line) ?? []
    if (name !== undefined) sections.push({ name: name.trim(), line: index + 1, values: new Map() })
    else if (key === undefined) return { line: index + 1, reason: 'iniLine' }
    else sections.at(-1)?.values.set(key.toLowerCase(), unquoted(value.trim()))
  }
  return sections
}

const unquoted = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
