import * as z from 'zod/mini'
import { type Endpoints, isSafeEndpoint, REGION_PATTERN, SERVICES } from '../api/regions'
import { hopsOf, isHost, isPort, isUser } from '../base/hosts'
import { isWholePath } from '../base/paths'
import { valueAt } from '../base/valueAt'

const endpoint = z.string().check(z.refine(isSafeEndpoint))
/** How long the names of projects and accounts may be. */
export const NAME_MAX = 100
const name = z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_MAX))

const user = z.optional(z.string().check(z.refine(isUser)))
const port = z.optional(z.number().check(z.refine(isPort)))

/** How people log in to a project's servers. */
export const ProjectSsh = z.strictObject({
  user,
  port,
  /** `[user@]host[:port]`, several with commas between. */
  jumpHost: z.optional(z.string().check(z.refine((jump) => hopsOf(jump) !== undefined))),
})

/** How people log in to one server, over what its project says. */
export const ServerSsh = z.strictObject({
  host: z.optional(z.string().check(z.refine(isHost))),
  user,
  port,
  /** Path of the private key; `~` stands for the home folder. */
  identityFile: z.optional(z.string().check(z.refine(isWholePath))),
})
export type ServerSsh = z.infer<typeof ServerSsh>

/** Where servers are listed, and as whom: one entry of the setting `modelartsDevServers.projects`. */
export const Project = z.strictObject({
  name,
  region: z.string().check(z.regex(REGION_PATTERN)),
  projectId: z.string().check(z.regex(/^[0-9A-Za-z-]{1,64}$/)),
  account: name,
  endpoints: z.optional(z.partialRecord(z.enum(SERVICES), endpoint)),
  ssh: z.optional(ProjectSsh),
  /** Takes the place of `myhuaweicloud.com` in every address that `endpoints` does not give. */
  endpointDomain: z.optional(z.string().check(z.regex(/^[a-z\d-]+(\.[a-z\d-]+)+(:\d+)?$/i))),
  /** Certificates that vouch for the services of a private cloud, as a PEM file. */
  caFile: z.optional(z.string().check(z.refine(isWholePath))),
})
export type Project = z.infer<typeof Project> & {
  readonly isSample?: boolean
  readonly endpoints?: Endpoints | undefined
}

/** Why an entry of the setting is left out; `entry` counts from 1. */
export interface ProjectProblem {
  readonly entry: number
  readonly name: string | undefined
  readonly field: string
  readonly reason: 'missing' | 'invalid' | 'unknown' | 'duplicate'
}

/** The usable entries of the setting and what is wrong with the others. */
export function parseProjects(setting: unknown): {
  readonly projects: readonly Project[]
  readonly problems: readonly ProjectProblem[]
} {
  const projects: Project[] = []
  const problems: ProjectProblem[] = []
  if (setting !== undefined && setting !== null && !Array.isArray(setting)) {
    return { projects, problems: [{ entry: 0, name: undefined, field: '', reason: 'invalid' }] }
  }
  for (const [index, value] of ((setting ?? []) as readonly unknown[]).entries()) {
    const name = nameOf(value)
    const result = Project.safeParse(value)
    if (!result.success) {
      problems.push(...wrongIn(value, result.error.issues).map((wrong) => ({ entry: index + 1, name, ...wrong })))
    } else if (projects.some((project) => project.name === result.data.name)) {
      problems.push({ entry: index + 1, name, field: 'name', reason: 'duplicate' })
    } else {
      projects.push(result.data)
    }
  }
  return { projects, problems }
}

type Wrong = Pick<ProjectProblem, 'field' | 'reason'>

/** A misspelt field is a problem too: an entry of a private cloud must not end in the public one for want of a letter. */
function wrongIn(value: unknown, issues: readonly z.core.$ZodIssue[]): readonly Wrong[] {
  const wrong = issues.flatMap((issue): readonly Wrong[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), reason: 'unknown' }))
    const reason = valueAt(value, issue.path) === undefined ? 'missing' : 'invalid'
    return [{ field: issue.path.join('.'), reason }]
  })
  return wrong.toSorted((a, b) => Number(a.reason === 'unknown') - Number(b.reason === 'unknown'))
}

/** True where both stand for the same servers seen by the same account, whatever the entry is called. */
export function isSamePlace(a: PlaceOf, b: PlaceOf): boolean {
  return a.region === b.region && a.projectId === b.projectId
}

type PlaceOf = Pick<Project, 'region' | 'projectId'>

const nameOf = (value: unknown): string | undefined => {
  const name = valueAt(value, ['name'])
  return typeof name === 'string' ? name : undefined
}
