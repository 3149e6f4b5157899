/** Attributes as they are written, by block: `resource TYPE NAME`. */
export type Hcl = Readonly<Record<string, Readonly<Record<string, string>>>>

const TOKEN = /\s*(?:#[^\n]*(?:\n|$)|("(?:[^"\\\n]|\\.)*"|\[?[\w.]+\]?|[={}])|(\S))/y

/** The flat subset of HCL that we write: blocks with labels, and one attribute a line. Throws on everything else. */
export function readHcl(text: string): Hcl {
  const tokens = tokensOf(text)
  const blocks: Record<string, Record<string, string>> = {}
  while (tokens.length > 0) {
    const head: string[] = []
    for (let token = tokens.shift(); token !== '{'; token = tokens.shift()) {
      if (token === undefined || token === '=' || token === '}')
        throw new Error(`no block begins with ${head} ${token}`)
      head.push(token.replace(/^"(.*)"$/, '$1'))
    }
    const attributes: Record<string, string> = {}
    for (let name = tokens.shift(); name !== '}'; name = tokens.shift()) {
      const [equals, value] = tokens.splice(0, 2)
      if (!name || !/^\w+$/.test(name) || equals !== '=' || !value || /^[={}]$/.test(value))
        throw new Error(`bad ${name}`)
      if (/(^|[^$])\$\{|(^|[^%])%\{/.test(value)) throw new Error(`a template in ${name}`)
      attributes[name] = value
    }
    blocks[head.join(' ')] = attributes
  }
  return blocks
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const at = TOKEN.lastIndex
    const match = TOKEN.exec(text)
    if (!match) {
      if (text.slice(at).trim() !== '') throw new Error(`cannot read ${text.slice(at, at + 20)}`)
      return tokens
    }
    if (match[2] !== undefined) throw new Error(`cannot read ${text.slice(at, at + 20)}`)
    if (match[1] !== undefined) tokens.push(match[1])
  }
}
