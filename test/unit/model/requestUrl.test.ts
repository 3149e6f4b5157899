import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOs, reinstallOs, stopDevServer } from '../../../src/api/devServers'
import { changeHyperinstanceOs } from '../../../src/api/hyperinstances'
import type { Send } from '../../../src/api/send'
import { SAMPLE } from '../../../src/emulator/sample'
import { connect } from '../../../src/model/connection'
import type { Project } from '../../../src/model/project'
import { serverUrl, supernodeUrl } from '../../../src/model/requestUrl'
import { ManualClock } from '../../support/clock'
import { PROJECT } from './setup'

const REQUEST = { imageId: 'an-image', login: { keyPairName: 'a-pair' } }
const PLACES: Readonly<Record<string, Partial<Project>>> = {
  'of a public region': {},
  'with an address of its own': { endpoints: { modelarts: 'https://ma.example.com/' } },
  'of a cloud with a domain of its own': { endpointDomain: 'cloud.example.org' },
  'of such a cloud, with one address apart': {
    endpointDomain: 'cloud.example.org',
    endpoints: { modelarts: 'https://ma.example.com:8443' },
  },
}

for (const [name, place] of Object.entries(PLACES)) {
  test(`what a review shows is where the request goes: a project ${name}`, async () => {
    const project: Project = { ...PROJECT, ...place }
    const sent: string[] = []
    const send: Send = async ({ method, url }) => {
      sent.push(`${method} ${url}`)
      return Response.json({ error_code: 'ModelArts.6797', error_msg: 'no' }, { status: 400 })
    }
    const { call } = connect(project, SAMPLE, { send, clock: new ManualClock(), random: () => 0.5 })
    const { projectId } = project
    const refused = [
      changeOs(call, projectId, 'a-server', REQUEST),
      reinstallOs(call, projectId, 'a-server', REQUEST),
      stopDevServer(call, projectId, 'a-server'),
      changeHyperinstanceOs(call, projectId, 'a-node', REQUEST),
    ]
    await Promise.allSettled(refused)
    assert.deepEqual(sent, [
      `POST ${serverUrl(project, 'a-server', 'changeos')}`,
      `POST ${serverUrl(project, 'a-server', 'reinstallos')}`,
      `PUT ${serverUrl(project, 'a-server', 'stop')}`,
      `POST ${supernodeUrl(project, 'a-node')}`,
    ])
  })
}
