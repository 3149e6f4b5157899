import * as z from 'zod/mini'
import { fromSdkEnvironment, fromTerraformEnvironment } from './environment'
import { fromCsv, fromIni } from './files'
import { type Found, keysOf } from './found'

const Issued = z.object({
  credential: z.object({
    access: z.string(),
    secret: z.string(),
    securitytoken: z.optional(z.string()),
    expires_at: z.optional(z.string()),
  }),
})

/** Keys in a text of any usual form: IAM's answer, an INI section, variables, CSV, or the bare values. */
export function fromPaste(text: string): readonly Found[] {
  const readings = [fromIssued, fromVariables, fromSection, (pasted: string) => fromCsv(pasted).found, fromValues]
  for (const read of readings) {
    const found = read(text)
    if (found.length > 0) return found
  }
  return []
}

/** The answer of securitytokens (auth.md 5). */
function fromIssued(text: string): readonly Found[] {
  try {
    const { credential } = Issued.parse(JSON.parse(text))
    const { access, secret, securitytoken, expires_at } = credential
    const keys = keysOf({ accessKey: access, secretKey: secret, securityToken: securitytoken, expiresAt: expires_at })
    return keys ? [{ name: '', keys }] : []
  } catch {
    return []
  }
}

function fromVariables(text: string): readonly Found[] {
  const variables: Record<string, string> = {}
  for (const [, name, value] of text.matchAll(
    /(?:^|\s)(?:export\s+|set\s+|\$env:)?([A-Z_]+)\s*=\s*["']?([^\s"';]+)/gm,
  )) {
    if (name !== undefined && value !== undefined) variables[name] = value
  }
  return [...fromSdkEnvironment(variables), ...fromTerraformEnvironment(variables)]
}

const fromSection = (text: string): readonly Found[] =>
  text.includes('=') ? fromIni(/^\s*\[/m.test(text) ? text : `[pasted]\n${text}`).found : []

function fromValues(text: string): readonly Found[] {
  const [first = '', second = '', third, ...rest] = text.trim().split(/[\s,;]+/)
  if (rest.length > 0) return []
  // A row of credentials.csv without its titles begins with the user; a secret key must not be taken for a token.
  const isRow = !ACCESS_KEY.test(first) && ACCESS_KEY.test(second)
  const keys = isRow
    ? keysOf({ accessKey: second, secretKey: third })
    : keysOf({ accessKey: first, secretKey: second, securityToken: third })
  return keys ? [{ name: isRow ? first : '', keys }] : []
}

/** Access keys of the service: capital letters and digits, twenty or more of them. */
const ACCESS_KEY = /^[A-Z0-9]{16,}$/
