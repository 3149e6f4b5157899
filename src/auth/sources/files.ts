import { CsvError, parse as parseCsv } from 'csv-parse/sync'
import { parse as parseIni } from 'ini'
import * as z from 'zod/mini'
import { type Found, keysOf, NOTHING, type Reading, textOf } from './found'

const ENTRY = /^\s*([;#].*|\[[^\]]+\]\s*|[^=[\]]+=.*)?$/

/** `~/.huaweicloud/credentials`: the sections `basic` and `global`, or whatever else has keys. */
export function fromIni(text: string): Reading {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const bad = lines.findIndex((line) => !ENTRY.test(line))
  if (bad >= 0) return { found: [], broken: { line: bad + 1, reason: 'iniLine' } }
  const found: Found[] = []
  for (const [name, section] of Object.entries(parseIni(lines.join('\n')))) {
    const values = z.record(z.string(), z.unknown()).safeParse(section)
    if (!values.success) continue
    const { ak, sk, security_token, project_id } = values.data
    const keys = keysOf({ accessKey: ak, secretKey: sk, securityToken: security_token })
    if (keys) found.push({ name, keys, projectId: textOf(project_id) })
    else if (ak !== undefined || sk !== undefined) {
      const line = lines.findIndex((candidate) => candidate.trim() === `[${name}]`) + 1
      return { found, broken: { line: line || undefined, reason: 'keysMissing' } }
    }
  }
  return { found }
}

const text = z.catch(z.optional(z.string()), undefined)
const Profile = z.object({
  name: text,
  accessKeyId: text,
  secretAccessKey: text,
  securityToken: text,
  region: text,
  projectId: text,
})
const KooCli = z.object({
  authEncrypt: z.catch(z.optional(z.union([z.string(), z.boolean()])), undefined),
  current: text,
  profiles: z.catch(z.array(z.unknown()), []),
})

/** A KooCLI configuration; where its secrets are encrypted, name, region and project are all there is to take. */
export function fromKooCli(content: string): Reading {
  let json: unknown
  try {
    json = JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch {
    return { found: [], broken: { line: jsonLine(content), reason: 'notJson' } }
  }
  const config = KooCli.safeParse(json)
  if (!config.success) return { found: [], broken: { line: undefined, reason: 'notKooCli' } }
  const isEncrypted = String(config.data.authEncrypt) === 'true'
  const found = config.data.profiles.flatMap((value): Found[] => {
    const profile = Profile.safeParse(value)
    if (!profile.success) return []
    const { name, accessKeyId, secretAccessKey, securityToken, region, projectId } = profile.data
    const keys = keysOf({ accessKey: accessKeyId, secretKey: secretAccessKey, securityToken })
    // What is encrypted is long and no key that the service would know.
    const isPlain = !isEncrypted && keys !== undefined && keys.accessKey.length <= 40 && keys.secretKey.length <= 60
    const place = { region: textOf(region), projectId: textOf(projectId) }
    return [{ name: name ?? '', ...(isPlain && { keys }), ...place }]
  })
  const { current } = config.data
  return { found: found.sort((a, b) => Number(b.name === current) - Number(a.name === current)) }
}

/** The first line at which what was read so far is wrong, not merely unfinished: messages of V8 do not always tell. */
function jsonLine(content: string): number {
  const lines = content.split('\n')
  const bad = lines.findIndex((_, index) => {
    const start = lines.slice(0, index + 1).join('\n')
    try {
      JSON.parse(start)
      return false
    } catch (error) {
      const position = /position (\d+)/.exec(String(error))?.[1]
      return !(/end of JSON|unterminated/i.test(String(error)) || Number(position) >= start.length)
    }
  })
  return bad < 0 ? lines.length : bad + 1
}

/** The downloaded `credentials.csv`: one header row whose titles depend on the language, then user, AK, SK. */
export function fromCsv(content: string): Reading {
  let rows: string[][]
  try {
    rows = parseCsv(content, { bom: true, skip_empty_lines: true, trim: true })
  } catch (error) {
    const line = error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : undefined
    return { found: [], broken: { line, reason: 'notCsv' } }
  }
  const found = rows.slice(1).flatMap((row): Found[] => {
    const [user, accessKey, secretKey] = row.length >= 3 ? row : ['', ...row]
    const keys = keysOf({ accessKey, secretKey })
    return keys ? [{ name: user ?? '', keys }] : []
  })
  return found.length > 0 ? { found } : { ...NOTHING, broken: { line: 2, reason: 'noKeys' } }
}
