import { hostname } from 'node:os'
import type { Memento } from 'vscode'
import * as z from 'zod/mini'
import type { Project } from '../model/project'

const KEY = 'ssh.privateKeys'
const Remembered = z.catch(z.record(z.string(), z.string()), {})

// VS Code keeps one memory for all machines that the extension may run on, and a path is worth something on one only.
const nameOf = ({ region, projectId }: Project, keyPair: string, machine: string): string =>
  [machine, region, projectId, keyPair].join('/')

/** Where the private key of a pair lies on this machine; empty where ssh is to find it, undefined where nobody has said. */
export function keyPathOf(
  memory: Memento,
  project: Project,
  keyPair: string,
  machine = hostname(),
): string | undefined {
  const remembered = Remembered.parse(memory.get(KEY) ?? {})
  const name = nameOf(project, keyPair, machine)
  return Object.hasOwn(remembered, name) ? remembered[name] : undefined
}

/** Remembers it. */
export async function rememberKeyPath(
  memory: Memento,
  project: Project,
  keyPair: string,
  path: string,
  machine = hostname(),
): Promise<void> {
  const remembered = Remembered.parse(memory.get(KEY) ?? {})
  await memory.update(KEY, { ...remembered, [nameOf(project, keyPair, machine)]: path })
}
