import { isMap, parseDocument } from 'yaml'
import type { UserDataProblem } from './userData'

/** What is wrong with a cloud-config's YAML; a bundle of its own, for the parser's sake. */
export function cloudConfigProblem(text: string): UserDataProblem | undefined {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true })
  const [error] = document.errors
  if (error) {
    const message = error.message.split(' at line ')[0] ?? error.message
    return { kind: 'yaml', message, line: error.linePos?.[0].line }
  }
  // A head line and nothing else is an empty configuration, which does nothing and hurts nobody.
  return document.contents === null || isMap(document.contents) ? undefined : { kind: 'notMapping' }
}
