import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import manifest from '../../package.json'
import words from '../../package.nls.json'
import { ROOT } from '../support/root'

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const readme = text('README.md')
const DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SUPPORT.md'].map(
  (file) => [file, text(file)] as const,
)

/** The cells of the rows of a table, known by its heading. */
function table(heading: string): readonly (readonly string[])[] {
  const [, rows = ''] = readme.split(`\n| ${heading} |`)[1]?.match(/\n\|[-|]+\|\n((?:\|.*\n)+)/) ?? []
  return rows
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim()))
}

const coded = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '')

/** Commands that only rows, notifications and links have. */
const NOT_FOR_PEOPLE = ['openSettings', 'stopWatching', 'showProblem']

test('the table of commands has every command, by its title, and no other', () => {
  const titles = new Map(
    manifest.contributes.commands.map(({ command, title }) => {
      const key = title.slice(1, -1) as keyof typeof words
      return [command.replace(/^[^.]+\./, ''), words[key]]
    }),
  )
  const listed = table('Command').flatMap(([, names = '', ids]) => coded(ids).map((id) => [id, names] as const))
  for (const [id, names] of listed)
    assert.ok(
      names.split(', ').some((name) => name === titles.get(id)),
      `${id}: ${names}`,
    )
  assert.deepEqual([...listed.map(([id]) => id), ...NOT_FOR_PEOPLE].sort(), [...titles.keys()].sort())
})

test('the table of settings has every setting with its default, and no other', () => {
  const defaults = Object.entries(manifest.contributes.configuration.properties).map(([key, setting]) => {
    const { default: value } = setting
    return [key, value === '' ? '' : typeof value === 'string' ? value : JSON.stringify(value)]
  })
  const listed = table('Setting').map(([, key, value]) => [coded(key)[0], coded(value)[0] ?? ''])
  assert.deepEqual(listed.sort(), defaults.sort())
})

test('what is named as a file or a script exists', () => {
  for (const [document, content] of DOCUMENTS) {
    const links = [...content.matchAll(/\]\(([^)#]+)\)/g)].map(([, to]) => to ?? '')
    const files = [...content.matchAll(/`((?:src|test|media|l10n|\.vscode|api|commands)\/[\w./-]*)`/g)].map(
      ([, to]) => to ?? '',
    )
    for (const file of [...links, ...files])
      assert.ok(existsSync(join(ROOT, file)) || existsSync(join(ROOT, 'src', file)), `${document}: ${file}`)
    for (const [, script] of content.matchAll(/npm run (\w+)/g))
      assert.ok(Object.hasOwn(manifest.scripts, script ?? ''), `${document}: npm run ${script}`)
  }
})

test('what the documents quote of the words of commands is said so in the editor', () => {
  const said = new Set([
    ...Object.values(words),
    ...Object.keys(JSON.parse(text('l10n/bundle.l10n.zh-cn.json'))),
    // The palette names the category too.
    ...Object.values(words).map((title) => `${words.category}: ${title}`),
    // VS Code's own.
    'Developer: Set Log Level…',
  ])
  const quotes = DOCUMENTS.flatMap(([document, content]) =>
    [...content.matchAll(/\*\*((?:[A-Z][\w’]*)(?: [\w’]+)*…)\*\*/g)].map(
      ([, quoted = '']) => [document, quoted] as const,
    ),
  )
  assert.ok(quotes.length > 10)
  for (const [document, quoted] of quotes) assert.ok(said.has(quoted), `${document}: ${quoted}`)
})
