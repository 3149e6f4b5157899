import { basename, join } from 'node:path'
import { wordsOf } from './aliases'

/** True where the text includes the file for every host: above the first `Host` or `Match`. */
export function hasInclude(text: string, isOurs: (value: string) => boolean): boolean {
  for (const line of text.split('\n')) {
    const words = wordsOf(line)
    if (words?.keyword === 'host' || words?.keyword === 'match') return false
    if (words?.keyword === 'include' && words.values.some(isOurs)) return true
  }
  return false
}

/** The text with the line on top, in the line ends that the text has; every other byte as it was. */
export function withInclude(text: string, value: string): string {
  const end = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n'
  return `Include ${value}${end}${text}`
}

/** How an `Include` names a file: without its folder where that is ssh's own, which needs no quotes anywhere. */
export function includeValue(file: string, home: string, folder: string): string {
  return folder === join(home, '.ssh') ? basename(file) : `"${file}"`
}
