import * as z from 'zod/mini'
import { fromCsv } from './csv'
import { fromSdkEnvironment, fromTerraformEnvironment } from './environment'
import { keysOf, NOTHING, type Reading } from './found'
import { fromIni } from './ini'

const Issued = z.object({
  credential: z.object({
    access: z.string(),
    secret: z.string(),
    securitytoken: z.optional(z.unknown()),
    expires_at: z.optional(z.unknown()),
  }),
})

/** Keys in a text of any usual form: IAM's answer, an INI section, variables, CSV, or the bare values. */
export function fromPaste(text: string): Reading {
  const readings = [fromIssued, fromVariables, fromSection, fromCsv, fromValues]
  for (const read of readings) {
    const reading = read(text)
    if (reading.found.length > 0 || reading.broken?.reason === 'iam') return reading
  }
  return NOTHING
}

/** The answer of securitytokens (IAM API: temporary access keys). */
function fromIssued(text: string): Reading {
  try {
    const { credential } = Issued.parse(JSON.parse(text))
    const { access, secret, securitytoken, expires_at } = credential
    const keys = keysOf({ accessKey: access, secretKey: secret, securityToken: securitytoken, expiresAt: expires_at })
    return keys ? { found: [{ name: '', keys }] } : NOTHING
  } catch {
    return NOTHING
  }
}

function fromVariables(text: string): Reading {
  const variables: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(
    /(?:^|\s)(?:export\s+|set\s+|\$env:)?([A-Z_]+)\s*=\s*["']?([^\s"';]+)/gm,
  )) {
    if (name !== undefined && value !== undefined) variables[name] = value
  }
  const { found, broken } = fromTerraformEnvironment(variables)
  return { found: [...fromSdkEnvironment(variables).found, ...found], broken }
}

const fromSection = (text: string): Reading =>
  /[=:]/.test(text) ? fromIni(/^\s*\[/m.test(text) ? text : `[pasted]\n${text}`) : NOTHING

function fromValues(text: string): Reading {
  const [first = '', second = '', third, ...rest] = text.trim().split(/[\s,;]+/)
  // Any two words would do for keys otherwise.
  if (rest.length > 0 || ![first, second].some((value) => ACCESS_KEY.test(value))) return NOTHING
  // A row of credentials.csv without its titles begins with the user; a secret key must not be taken for a token.
  const isRow = !ACCESS_KEY.test(first)
  const keys = isRow
    ? keysOf({ accessKey: second, secretKey: third })
    : keysOf({ accessKey: first, secretKey: second, securityToken: third })
  return keys ? { found: [{ name: isRow ? first : '', keys }] } : NOTHING
}

/** Access keys of the service: capital letters and digits, twenty or more of them. */
const ACCESS_KEY = /^[A-Z0-9]{16,}$/
