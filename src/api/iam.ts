import type { Call } from './call'
import { ApiError } from './errors'
import { type IamProject, IamProjects } from './schemas'

/** The enabled projects of the account, those for internal use (`MOS`) left out. */
export async function listProjects(call: Call, signal?: AbortSignal): Promise<readonly IamProject[]> {
  const own = (): Promise<readonly IamProject[]> => read(call, ['v3', 'auth', 'projects'], signal)
  // Restricted users may not list all projects, or are shown none of them, but may list those they may use.
  const all = await read(call, ['v3', 'projects'], signal).catch((error: unknown) => {
    if (error instanceof ApiError && error.status === 403) return own()
    throw error
  })
  return all.length > 0 ? all : own().catch(() => [])
}

async function read(call: Call, path: readonly string[], signal?: AbortSignal): Promise<readonly IamProject[]> {
  const projects = await call({ service: 'iam', method: 'GET', path, signal }, IamProjects)
  return projects.filter(({ isEnabled, name }) => isEnabled && name !== 'MOS')
}
