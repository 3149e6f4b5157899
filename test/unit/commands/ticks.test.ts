import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ticks } from '../../../src/commands/accounts/ticks'

const all = ['a', 'b', 'c', 'd']
const ticked = (ticks: Ticks): string => all.filter((id) => ticks.has(id)).join('')

test('a tick is not lost to lines that are replaced before VS Code has told of it', () => {
  const ticks = new Ticks()
  ticks.show([])
  ticks.show(['a'])
  ticks.hear([])
  ticks.hear([])
  ticks.show(all.filter((id) => ticks.has(id) || id === 'b'))
  ticks.hear(['a'])
  assert.equal(ticked(ticks), 'ab')
  ticks.hear([])
  ticks.hear(['a', 'b'])
  assert.equal(ticked(ticks), 'ab')
})

test('what the user ticks and unticks counts, down to nothing', () => {
  const ticks = new Ticks()
  ticks.show(['a'])
  ticks.hear(['a', 'c'])
  assert.equal(ticked(ticks), 'ac')
  ticks.show(['a', 'c'])
  ticks.hear([])
  ticks.hear(['a', 'c'])
  ticks.hear(['c'])
  ticks.hear([])
  assert.equal(ticked(ticks), '')
})

test('lines may be put in another order until the user has ticked one', () => {
  const ticks = new Ticks()
  ticks.show(['a'])
  ticks.hear(['a'])
  ticks.show(['a', 'b'])
  ticks.hear([])
  assert.equal(ticks.isTouched, false)
  ticks.hear(['a', 'b'])
  assert.equal(ticks.isTouched, false)
  ticks.hear(['b'])
  assert.equal(ticks.isTouched, true)
})
