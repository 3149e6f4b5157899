import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Emitter } from '../../../src/base/emitter'

test('every listener hears every value, in order', () => {
  const emitter = new Emitter<number>()
  const heard: string[] = []
  emitter.event((value) => heard.push(`a${value}`))
  emitter.event((value) => heard.push(`b${value}`))
  emitter.fire(1)
  emitter.fire(2)
  assert.deepEqual(heard, ['a1', 'b1', 'a2', 'b2'])
})

test('a listener that is let go hears nothing more, others do', () => {
  const emitter = new Emitter<number>()
  const heard: string[] = []
  const first = emitter.event((value) => heard.push(`a${value}`))
  emitter.event((value) => heard.push(`b${value}`))
  first.dispose()
  first.dispose()
  emitter.fire(1)
  assert.deepEqual(heard, ['b1'])
})

test('the same function listening twice is let go once at a time', () => {
  const emitter = new Emitter<number>()
  let heard = 0
  const listener = (): number => heard++
  const one = emitter.event(listener)
  emitter.event(listener)
  emitter.fire(1)
  assert.equal(heard, 2)
  one.dispose()
  emitter.fire(1)
  assert.equal(heard, 3)
})

test('listeners may come and go while being called', () => {
  const emitter = new Emitter<number>()
  const heard: string[] = []
  const first = emitter.event(() => {
    heard.push('first')
    first.dispose()
    emitter.event(() => heard.push('late'))
  })
  emitter.event(() => heard.push('second'))
  emitter.fire(1)
  assert.deepEqual(heard, ['first', 'second'])
  emitter.fire(2)
  assert.deepEqual(heard, ['first', 'second', 'second', 'late'])
})

test('after dispose() nobody hears anything', () => {
  const emitter = new Emitter<number>()
  let heard = 0
  emitter.event(() => heard++)
  emitter.dispose()
  emitter.fire(1)
  assert.equal(heard, 0)
})
