import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../support/root'

type Words = Readonly<Record<string, string>>

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const BUNDLE: Words = JSON.parse(read('l10n/bundle.l10n.zh-cn.json'))
const ENGLISH: Words = JSON.parse(read('package.nls.json'))
const CHINESE: Words = JSON.parse(read('package.nls.zh-cn.json'))

const CALL = /\bl10n\s*\.\s*t\(\s*/g
const LITERAL = /^(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*[,)]/

/** The words of each `l10n.t('…')`, or the code after a call that starts with anything but a plain string. */
function callsOf(code: string): { readonly words: string[]; readonly unreadable: string[] } {
  const words: string[] = []
  const unreadable: string[] = []
  for (const call of code.matchAll(CALL)) {
    const rest = code.slice(call.index + call[0].length)
    const [, single, double] = LITERAL.exec(rest) ?? []
    if (single !== undefined) words.push(JSON.parse(`"${single.replace(/\\'|"/g, (c) => (c === '"' ? '\\"' : "'"))}"`))
    else if (double !== undefined) words.push(JSON.parse(`"${double}"`))
    else unreadable.push(rest.slice(0, 60))
  }
  return { words, unreadable }
}

const sources = (): string[] =>
  readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

const calls = callsOf(
  sources()
    .map((file) => read(join('src', file)))
    .join('\n'),
)

/** What a translation must keep: placeholders, icons, and the targets of links. */
const kept = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{\d+\}|\$\([\w~-]+\)|\]\([^)]*\)/g)].map(([part]) => part)),
]

const differences = (pairs: readonly (readonly [string, string])[]): string[] =>
  pairs.filter(([a, b]) => kept(a).sort().join(' ') !== kept(b).sort().join(' ')).map(([a, b]) => `${a} → ${b}`)

test('words are read from every form of call, and a call without a plain string is noticed', () => {
  const { words, unreadable } = callsOf(
    "l10n.t(\n  'a \"b\" \\'c\\'',\n 1); l10n.t(\"it's\"); l10n.t(`no`); l10n.t(title)",
  )
  assert.deepEqual(words, ['a "b" \'c\'', "it's"])
  assert.deepEqual(unreadable, ['`no`); l10n.t(title)', 'title)'])
})

test('every text of the program has its Chinese', () => {
  assert.ok(calls.words.length > 100)
  assert.deepEqual(calls.unreadable, [], 'l10n.t wants a plain string first, or it cannot be translated')
  assert.deepEqual(
    calls.words.filter((text) => !(text in BUNDLE)),
    [],
    'these are missing in l10n/bundle.l10n.zh-cn.json',
  )
})

test('the Chinese bundle has nothing the program no longer says, in order', () => {
  const keys = Object.keys(BUNDLE)
  assert.deepEqual(
    keys.filter((key) => !calls.words.includes(key)),
    [],
  )
  assert.deepEqual(keys, [...keys].sort())
})

test('a translation keeps placeholders, icons and links, and is Chinese', () => {
  const manifest = Object.keys(ENGLISH).map((key) => [ENGLISH[key] ?? '', CHINESE[key] ?? ''] as const)
  const all = [...Object.entries(BUNDLE), ...manifest]
  assert.deepEqual(differences(all), [])
  const isProperName = (text: string): boolean => /^(ModelArts )?DevServers?( id)?$/.test(text)
  assert.deepEqual(
    all.filter(([from, to]) => !/\p{Script=Han}/u.test(to) && !isProperName(from)),
    [],
  )
})

test('the manifest has both languages, and every text it asks for', () => {
  assert.deepEqual(Object.keys(CHINESE), Object.keys(ENGLISH), 'same keys, same order')
  const asked = new Set([...read('package.json').matchAll(/"%([^%"]+)%"/g)].map(([, key]) => key))
  assert.deepEqual(new Set(Object.keys(ENGLISH)), asked)
})
