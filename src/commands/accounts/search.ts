import { hasDevServers } from '../../api/devServers'
import { listProjects } from '../../api/iam'
import type { App } from '../../app'
import type { SignedIn } from '../../auth/accounts'
import { type Cloud, cloudBeside, cloudOf, iamPlaces } from '../../model/cloud'
import type { Connection } from '../../model/connection'
import type { FoundProject, Search } from '../../model/discovery'

const ANY_REGION = 'cn-north-4'

/** A search for the projects of an account, in the cloud of those it has already or of the IAM setting. */
export function searchFor(app: App, account: string, signedIn: SignedIn): Search & { cloud: Cloudy } {
  const own = app.projects.all.find(({ project }) => project.account === account)?.project
  const iam = signedIn.credentials.iam ?? app.settings.iamEndpoint()
  const caFile = app.settings.iamCaFile()
  const cloud: Cloudy = (region) => (own ? cloudBeside(own, region) : cloudOf(iam, caFile))
  const connect = (region: string, projectId: string, place: Cloud): Connection => {
    const project = { name: own?.name ?? '', region, projectId, account, ...place }
    return app.connectWith(project, signedIn.credentials, signedIn.session)
  }
  const region = own?.region ?? ANY_REGION
  const places = iamPlaces(own, iam, region, caFile)
  return {
    clock: app.clock,
    cloud,
    lists: places.map((place) => (signal) => listProjects(connect(region, '', place).call, signal)),
    hasServers: async ({ region: where, id }: FoundProject, signal) => {
      const place = cloud(where)
      return place ? hasDevServers(connect(where, id, place).call, id, signal) : false
    },
  }
}

/** The cloud in a region; undefined where its addresses are not known. */
type Cloudy = (region: string) => Cloud | undefined
