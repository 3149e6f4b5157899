/** A question that may not be needed, as the answers so far stand. */
export interface Question<A> {
  readonly isNeeded?: (answers: A) => boolean
}

/** Where somebody is among the questions; `path` are those gone through, the latest last. At the end `at` is none of them. */
export interface Place {
  readonly at: number
  readonly path: readonly number[]
}

/** What is said of a place: the how-manyth question of how many, and whether there is a way back. */
export interface Standing {
  readonly step: number
  readonly totalSteps: number
  readonly hasBack: boolean
}

type Questions<A> = readonly Question<A>[]

const isNeeded = <A>(questions: Questions<A>, answers: A, index: number): boolean =>
  questions[index] !== undefined && questions[index]?.isNeeded?.(answers) !== false

/** The first question from `from` on; those before it count as gone through, so that Back leads to them. */
export function begin<A>(questions: Questions<A>, answers: A, from = 0): Place {
  const before = questions.slice(0, from).map((_, index) => index)
  return next(
    questions,
    answers,
    from,
    before.filter((index) => isNeeded(questions, answers, index)),
  )
}

/** The next question, after this one was answered. */
export const onward = <A>(questions: Questions<A>, answers: A, { at, path }: Place): Place =>
  next(questions, answers, at + 1, [...path, at])

/** The question before, passing over those that are not needed any more; the same place where there is none. */
export function back<A>(questions: Questions<A>, answers: A, { at, path }: Place): Place {
  const last = path.findLastIndex((index) => isNeeded(questions, answers, index))
  return { at: path[last] ?? at, path: path.slice(0, Math.max(last, 0)) }
}

/** How a place is counted; what is not needed does not count. */
export function standingOf<A>(questions: Questions<A>, answers: A, { at, path }: Place): Standing {
  const needed = questions.map((_, index) => index).filter((index) => isNeeded(questions, answers, index))
  return {
    step: needed.filter((index) => index <= at).length,
    totalSteps: needed.length,
    hasBack: path.some((index) => needed.includes(index)),
  }
}

function next<A>(questions: Questions<A>, answers: A, from: number, path: readonly number[]): Place {
  let at = from
  while (at < questions.length && !isNeeded(questions, answers, at)) at++
  return { at, path }
}
