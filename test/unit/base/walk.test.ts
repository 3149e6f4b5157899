import assert from 'node:assert/strict'
import { test } from 'node:test'
import { back, begin, onward, type Place, standingOf } from '../../../src/base/walk'

/** The wizard's questions in small: which are needed depends on the answers. */
interface Answers {
  readonly own?: boolean
  readonly login?: 'pair' | 'new' | 'password'
  readonly reinstall?: boolean
}

const NAMES = ['image', 'ownImage', 'login', 'newPair', 'password', 'repeat', 'userData', 'review']
const QUESTIONS = [
  { isNeeded: (answers: Answers) => !answers.reinstall },
  { isNeeded: (answers: Answers) => answers.own === true },
  {},
  { isNeeded: (answers: Answers) => answers.login === 'new' },
  { isNeeded: (answers: Answers) => answers.login === 'password' },
  { isNeeded: (answers: Answers) => answers.login === 'password' },
  {},
  {},
]

/** A move: an answer, or Back; then where one is, and how that is counted. */
type Move = readonly [answer: Answers | 'back', at: string, counted: string]

interface Row {
  readonly name: string
  readonly start?: Answers
  readonly from?: string
  readonly begins: readonly [at: string, counted: string]
  readonly moves: readonly Move[]
}

const TABLE: readonly Row[] = [
  {
    name: 'straight through',
    begins: ['image', '1/4'],
    moves: [
      [{}, 'login', '2/4 back'],
      [{ login: 'pair' }, 'userData', '3/4 back'],
      [{}, 'review', '4/4 back'],
      [{}, 'end', '4/4 back'],
    ],
  },
  {
    name: 'an answer that asks for more makes the way longer',
    begins: ['image', '1/4'],
    moves: [
      [{ own: true }, 'ownImage', '2/5 back'],
      [{ own: true }, 'login', '3/5 back'],
      [{ own: true, login: 'password' }, 'password', '4/7 back'],
      [{ own: true, login: 'password' }, 'repeat', '5/7 back'],
      [{ own: true, login: 'password' }, 'userData', '6/7 back'],
    ],
  },
  {
    name: 'Back goes to what was asked, not to what was passed over',
    begins: ['image', '1/4'],
    moves: [
      [{ login: 'pair' }, 'login', '2/4 back'],
      [{}, 'userData', '3/4 back'],
      ['back', 'login', '2/4 back'],
      ['back', 'image', '1/4'],
      ['back', 'image', '1/4'],
    ],
  },
  {
    name: 'Back passes over a question that its own answer made needless',
    start: { login: 'new' },
    begins: ['image', '1/5'],
    moves: [
      [{ login: 'new' }, 'login', '2/5 back'],
      [{ login: 'new' }, 'newPair', '3/5 back'],
      [{ login: 'pair' }, 'userData', '3/4 back'],
      ['back', 'login', '2/4 back'],
      ['back', 'image', '1/4'],
    ],
  },
  {
    name: 'Back out of a password, and another way in its place',
    start: { login: 'password' },
    from: 'userData',
    begins: ['userData', '5/6 back'],
    moves: [
      ['back', 'repeat', '4/6 back'],
      ['back', 'password', '3/6 back'],
      ['back', 'login', '2/6 back'],
      [{ login: 'pair' }, 'userData', '3/4 back'],
      ['back', 'login', '2/4 back'],
    ],
  },
  {
    name: 'beginning at a question that has to be mended, Back leads to those before it',
    start: { login: 'pair' },
    from: 'review',
    begins: ['review', '4/4 back'],
    moves: [
      ['back', 'userData', '3/4 back'],
      ['back', 'login', '2/4 back'],
      ['back', 'image', '1/4'],
      [{ login: 'pair' }, 'login', '2/4 back'],
    ],
  },
  {
    name: 'a question to begin at that is not needed gives way to the next one, without a way back to it',
    start: { reinstall: true },
    from: 'image',
    begins: ['login', '1/3'],
    moves: [
      ['back', 'login', '1/3'],
      [{ reinstall: true, login: 'pair' }, 'userData', '2/3 back'],
    ],
  },
]

for (const { name, start = {}, from = 'image', begins, moves } of TABLE) {
  test(`a way through questions: ${name}`, () => {
    let answers = start
    let place = begin(QUESTIONS, answers, NAMES.indexOf(from))
    assert.deepEqual([NAMES[place.at] ?? 'end', counted(answers, place)], begins)
    for (const [move, at, count] of moves) {
      if (move !== 'back') answers = move
      place = move === 'back' ? back(QUESTIONS, answers, place) : onward(QUESTIONS, answers, place)
      assert.deepEqual([NAMES[place.at] ?? 'end', counted(answers, place)], [at, count])
    }
  })
}

function counted(answers: Answers, place: Place): string {
  const { step, totalSteps, hasBack } = standingOf(QUESTIONS, answers, place)
  return `${step}/${totalSteps}${hasBack ? ' back' : ''}`
}
