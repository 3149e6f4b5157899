import type { Call } from './call'
import { ApiError } from './errors'
import { type IamProject, IamProjects } from './schemas'

/** The enabled projects of the account, those for internal use (`MOS`) left out. */
export async function listProjects(call: Call, signal?: AbortSignal): Promise<readonly IamProject[]> {
  const projects = await call({ service: 'iam', method: 'GET', path: ['v3', 'projects'], signal }, IamProjects).catch(
    (error: unknown) => {
      // Restricted users may not list all projects, but those they may use.
      if (!(error instanceof ApiError) || error.status !== 403) throw error
      return call({ service: 'iam', method: 'GET', path: ['v3', 'auth', 'projects'], signal }, IamProjects)
    },
  )
  return projects.filter((project: IamProject) => project.isEnabled && project.name !== 'MOS')
}
