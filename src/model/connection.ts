import { type Call, callWith } from '../api/call'
import type { Travel } from '../api/send'
import type { Credentials } from '../auth/credentials'
import type { Project } from './project'

/** A project with what is needed to talk to it; replaced whole, so that an older one's answers are known by identity. */
export interface Connection {
  readonly project: Project
  readonly accessKey: string
  readonly call: Call
}

/** Makes a connection; sends nothing. */
export function connect(project: Project, credentials: Credentials, travel: Travel): Connection {
  const { region, projectId, endpoints } = project
  return {
    project,
    accessKey: credentials.accessKey,
    call: callWith({ region, projectId, endpoints, keys: credentials }, travel),
  }
}
