import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import manifest from '../../package.json'
import { ROOT } from '../support/root'

const [walkthrough, ...others] = manifest.contributes.walkthroughs
const steps = walkthrough?.steps ?? []
const views = Object.values(manifest.contributes.views).flat()
const known = new Set([
  ...manifest.contributes.commands.map(({ command }) => command),
  ...views.map(({ id }) => `${id}.focus`),
])

test('there is one walkthrough, of five steps', () => {
  assert.equal(others.length, 0)
  assert.deepEqual(
    steps.map(({ id }) => id),
    ['signIn', 'lookAround', 'changeOs', 'connect', 'stayInformed'],
  )
})

test('completion events name commands and views that exist', () => {
  const events = steps.flatMap((step) => ('completionEvents' in step ? (step.completionEvents ?? []) : []))
  for (const event of events) {
    const [kind, id = ''] = event.split(':')
    const isKnown =
      kind === 'onCommand' ? known.has(id) : kind === 'onView' ? known.has(`${id}.focus`) : kind === 'onContext'
    assert.ok(isKnown, event)
  }
})

test('pictures take every colour from the theme', () => {
  for (const { media } of steps) {
    const svg = readFileSync(join(ROOT, media.svg), 'utf8')
    const colours = [...svg.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, colour]) => colour ?? '')
    assert.ok(colours.length > 10)
    assert.deepEqual(
      colours.filter((colour) => colour !== 'none' && !colour.startsWith('var(--vscode-')),
      [],
    )
  }
})
