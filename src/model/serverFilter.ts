import type { DevServer } from '../api/schemas'

/** Fields that a filter can name, as in `status:stopped`. */
export const FILTER_KEYS = ['name', 'id', 'address', 'status', 'image', 'flavor', 'supernode'] as const
export type FilterKey = (typeof FILTER_KEYS)[number]

/** What a status is called besides its own name. */
export type StatusWords = (status: DevServer['status']) => string

interface Term {
  readonly key: FilterKey | undefined
  readonly text: string
}

/** A test for servers: every word must be found, `key:value` in that field, others in any; quotes keep blanks. */
export function filterOf(filter: string, statusWords: StatusWords): (server: DevServer) => boolean {
  const terms = termsOf(filter)
  if (terms.length === 0) return () => true
  return (server) => terms.every(({ key, text }) => valuesOf(server, key, statusWords).includes(text))
}

function termsOf(filter: string): readonly Term[] {
  const words = filter.match(/(?:[^\s"]|"[^"]*"?)+/g) ?? []
  return words.flatMap((word) => {
    const [, name, rest] = /^([a-z]+):(.*)$/is.exec(word) ?? []
    const key = FILTER_KEYS.find((known) => known === name?.toLowerCase())
    const text = (key ? (rest ?? '') : word).replaceAll('"', '').toLowerCase()
    return text === '' ? [] : [{ key, text }]
  })
}

/** The field's text in lower case; of all fields, where none is named, each on a line of its own. */
function valuesOf(server: DevServer, key: FilterKey | undefined, statusWords: StatusWords): string {
  const values = key ? [fieldOf(server, key, statusWords)] : FILTER_KEYS.map((k) => fieldOf(server, k, statusWords))
  return values.join('\n').toLowerCase()
}

function fieldOf(server: DevServer, key: FilterKey, statusWords: StatusWords): string {
  switch (key) {
    case 'name':
      return server.name
    case 'id':
      return `${server.id}\n${server.cloudServer?.id ?? ''}`
    case 'address':
      return server.address ?? ''
    case 'status':
      return `${server.status}\n${statusWords(server.status)}`
    case 'image':
      return `${server.image?.name ?? ''}\n${server.image?.id ?? ''}`
    case 'flavor':
      return server.flavor ?? ''
    case 'supernode':
      return `${server.hyperinstance?.name ?? ''}\n${server.hyperinstance?.id ?? ''}`
  }
}
