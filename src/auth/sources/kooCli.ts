import * as z from 'zod/mini'
import type { KeyCredentials } from '../credentials'
import { type Found, keysOf, type Reading, textOf } from './found'

const text = z.catch(z.optional(z.string()), undefined)
const Keys = z.object({
  accessKeyId: text,
  secretAccessKey: text,
  securityToken: text,
  expiresAt: z.optional(z.unknown()),
})
const Profile = z.object({
  name: text,
  /** `AKSK`, `token`, `agency`, `ecsAgency` or `SSO` (SDK, Terraform and KooCLI manuals). */
  mode: text,
  ...Keys.shape,
  ssoAuth: z.catch(z.optional(z.object({ stsToken: Keys })), undefined),
  region: text,
  projectId: text,
})
const KooCli = z.object({
  authEncrypt: z.catch(z.optional(z.union([z.string(), z.boolean()])), undefined),
  current: text,
  profiles: z.catch(z.array(z.unknown()), []),
})

/**
 * A KooCLI configuration, the wanted profile first, else the current one; where there are no keys to take, name, region
 * and project are all there is.
 */
export function fromKooCli(content: string, wanted?: string): Reading {
  let json: unknown
  try {
    json = JSON.parse(content.replace(/^\uFEFF/, ''))
  } catch {
    return { found: [], broken: { line: jsonLine(content), reason: 'notJson' } }
  }
  const config = KooCli.safeParse(json)
  if (!config.success) return { found: [], broken: { line: undefined, reason: 'notKooCli' } }
  const { current, authEncrypt, profiles } = config.data
  const first = wanted ?? current
  const found = profiles.flatMap((value) => foundIn(value, String(authEncrypt) === 'true'))
  return { found: found.sort((a, b) => Number(b.name === first) - Number(a.name === first)) }
}

function foundIn(value: unknown, isEncrypted: boolean): readonly Found[] {
  const profile = Profile.safeParse(value)
  if (!profile.success) return []
  const { name = '', mode, ssoAuth, region, projectId, expiresAt } = profile.data
  const given = (mode?.toUpperCase() === 'SSO' && ssoAuth?.stsToken) || profile.data
  const keys = keysOf({
    accessKey: given.accessKeyId,
    secretKey: given.secretAccessKey,
    securityToken: given.securityToken,
    expiresAt: given.expiresAt ?? expiresAt,
  })
  const place = { region: textOf(region), projectId: textOf(projectId) }
  if (keys && !isEncrypted && isPlain(keys)) return [{ name, keys, ...place }]
  const lack = lackOf(mode, given.secretAccessKey)
  return lack === 'none' && !place.region && !place.projectId ? [] : [{ name, lack, ...place }]
}

/** What is encrypted is long and no key that the service would know. */
const isPlain = ({ accessKey, secretKey }: KeyCredentials): boolean => accessKey.length <= 40 && secretKey.length <= 60

function lackOf(mode: string | undefined, secretKey: string | undefined): Found['lack'] & string {
  if (mode?.toLowerCase() === 'token') return 'token'
  if (mode?.toLowerCase().endsWith('agency')) return 'agency'
  return secretKey ? 'encrypted' : 'none'
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
