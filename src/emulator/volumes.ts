import { takeFailure } from './beginChange'
import {
  type Answer,
  badParameter,
  field,
  fieldsOf,
  ofProject,
  ok,
  type ProjectCall,
  type Route,
  replace,
  textOf,
} from './call'
import { newId } from './ids'
import { isBusy, truthAt } from './lifecycle'
import { refusal } from './refusal'
import { serverOf } from './serverLookup'
import type { Operation, Server } from './state'

const SERVER = '/v1/{project}/dev-servers/{id}'
const OPERATION_MS = 6_000

/** Data disks, elastic IPs and the operations they start (ModelArts API: volumes and operations). */
export const volumes: readonly Route[] = [
  ofProject('modelarts', 'POST', `${SERVER}/attachvolume`, attach),
  ofProject('modelarts', 'DELETE', `${SERVER}/detachvolume/{volume}`, detach),
  ofProject('modelarts', 'GET', `${SERVER}/operation/{operation}`, show),
  ofProject('modelarts', 'GET', `${SERVER}/publicips`, listIps),
  ofProject('modelarts', 'POST', `${SERVER}/publicips`, bindIp),
]

function attach(call: ProjectCall): Answer {
  const server = steady(call, serverOf(call))
  const id = textOf(call, fieldsOf(call, ['volume_id']), 'volume_id')
  const volume = call.state.volumes.find((own) => own.id === id && own.projectId === call.project.id)
  if (!volume) throw badParameter(call, `Volume '${id}' not found.`)
  if (volume.serverId !== undefined && (volume.detachedAt ?? Number.POSITIVE_INFINITY) > call.now) {
    throw badParameter(call, `Volume '${id}' is already attached.`)
  }
  const operation = begin(call, server, 'node_attach_volume')
  const { detachedAt: _detachedAt, ...rest } = volume
  if (!operation.fails) replace(call.state.volumes, { ...rest, serverId: server.id, attachedAt: operation.endsAt })
  return ok(operationView(operation, call.now))
}

function detach(call: ProjectCall): Answer {
  const server = steady(call, serverOf(call))
  if (server.type === 'BMS') {
    throw refusal(400, call.config.codes.unsupported, 'The operation is unsupported for server type BMS.')
  }
  const id = call.params['volume'] ?? ''
  const volume = call.state.volumes.find((own) => own.id === id && own.serverId === server.id)
  if (!volume) throw badParameter(call, `Volume '${id}' is not attached to the instance.`)
  const operation = begin(call, server, 'node_detach_volume')
  if (!operation.fails) replace(call.state.volumes, { ...volume, detachedAt: operation.endsAt })
  return ok(operationView(operation, call.now))
}

function steady(call: ProjectCall, server: Server): Server {
  const { status } = truthAt(server, call.now)
  if (!isBusy(server, call.now) && (status === 'RUNNING' || status === 'STOPPED')) return server
  throw refusal(400, call.config.codes.state, `Not allowed in status ${status}.`)
}

function begin(call: ProjectCall, server: Server, type: string): Operation {
  const fails = takeFailure(call.state, 'volume', server.id)
  const operation = { id: newId(), serverId: server.id, type, at: call.now, endsAt: call.now + OPERATION_MS, fails }
  call.state.operations.push(operation)
  return operation
}

function show(call: ProjectCall): Answer {
  const server = serverOf(call)
  const id = call.params['operation'] ?? ''
  const operation = call.state.operations.find((own) => own.id === id && own.serverId === server.id)
  if (!operation) throw refusal(400, call.config.codes.notFound, `Operation '${id}' not found.`)
  return ok(operationView(operation, call.now))
}

function operationView({ id, type, at, endsAt, fails }: Operation, now: number): object {
  const begun = { operation_id: id, operation_type: type }
  if (now < endsAt) return { ...begun, operation_status: now - at < OPERATION_MS / 3 ? 'pending' : 'running' }
  if (!fails) return { ...begun, operation_status: 'success' }
  const error = { code: 'ModelArts.7000', message: 'The volume could not be attached or detached.' }
  return { ...begun, operation_status: 'failed', operation_error: error }
}

/** The pages restrict both calls to supernodes; others find their address through the VPC service. */
function supernodeChild(call: ProjectCall): Server {
  const server = serverOf(call)
  if (server.type === 'HPS') return server
  throw refusal(400, call.config.codes.unsupported, `The operation is unsupported for server type ${server.type}.`)
}

function listIps(call: ProjectCall): Answer {
  const server = supernodeChild(call)
  const bound = call.state.publicIps.filter(({ serverId }) => serverId === server.id)
  return ok({ public_ips: bound.map(({ id, address }) => ({ id, address })) })
}

function bindIp(call: ProjectCall): Answer {
  const server = supernodeChild(call)
  fieldsOf(call, ['public_ip_id'])
  const id = field(call.body, 'public_ip_id')
  const { status } = truthAt(server, call.now)
  if (status !== 'RUNNING') throw refusal(400, call.config.codes.state, `Not allowed in status ${status}.`)
  const ip = call.state.publicIps.find((own) => own.id === id && own.projectId === call.project.id)
  if (!ip || ip.serverId !== undefined) throw badParameter(call, `Public IP '${id}' not found or in use.`)
  replace(call.state.publicIps, { ...ip, serverId: server.id })
  return listIps(call)
}
