import { accepted, beginChange } from './beginChange'
import { type Answer, badParameter, isObject, ofProject, ok, type ProjectCall, type Route } from './call'
import { type ChangeKind, truthAt } from './lifecycle'
import { changeOsOf, reinstallOsOf } from './osRequest'
import { refusal } from './refusal'
import { serverOf } from './serverLookup'
import type { Server } from './state'

const SERVER = '/v1/{project}/dev-servers/{id}'

type Act = (call: ProjectCall, server: Server) => Server

/** Power, OS and deletion of one server (ModelArts API: starting, stopping and deleting a DevServer). */
export const actions: readonly Route[] = [
  ofProject('modelarts', 'PUT', `${SERVER}/start`, answer(start)),
  ofProject('modelarts', 'PUT', `${SERVER}/stop`, answer(bodiless('stop'))),
  ofProject('modelarts', 'PUT', `${SERVER}/reboot`, answer(bodiless('reboot'))),
  ofProject('modelarts', 'POST', `${SERVER}/changeos`, answer(changeOs)),
  ofProject('modelarts', 'POST', `${SERVER}/reinstallos`, answer(reinstallOs)),
  ofProject('modelarts', 'DELETE', SERVER, answer(remove)),
]

/** The same actions by the names of the batch call, for servers and call bodies of any origin. */
export const ACTS: Readonly<Record<string, Act>> = {
  START: power('start'),
  STOP: power('stop'),
  REBOOT: power('reboot'),
  CHANGEOS: changeOs,
  REINSTALLOS: reinstallOs,
  DELETE: remove,
}

function answer(act: Act): (call: ProjectCall) => Answer {
  return (call) => ok(accepted(call, act(call, serverOf(call))))
}

function power(kind: ChangeKind): Act {
  return (call, server) => beginChange(call, server, kind)
}

function bodiless(kind: ChangeKind): Act {
  return (call, server) => {
    if (call.body !== undefined && !(isObject(call.body) && Object.keys(call.body).length === 0)) {
      throw badParameter(call, `${kind} takes no request body.`)
    }
    return beginChange(call, server, kind)
  }
}

/** Terraform's provider states that a body must be present, if only `{}`. */
function start(call: ProjectCall, server: Server): Server {
  if (!isObject(call.body)) throw badParameter(call, 'The request body must be a JSON object.')
  return beginChange(call, server, 'start')
}

function changeOs(call: ProjectCall, server: Server): Server {
  return beginChange(call, server, 'changeos', changeOsOf(call, server))
}

function reinstallOs(call: ProjectCall, server: Server): Server {
  return beginChange(call, server, 'reinstallos', reinstallOsOf(call, server))
}

/** Yearly/monthly servers are unsubscribed in billing, not deleted here. */
function remove(call: ProjectCall, server: Server): Server {
  const { status } = truthAt(server, call.now)
  if (server.chargingMode === 'PRE_PAID' && status !== 'CREATE_FAILED' && status !== 'ERROR') {
    const message = `LiteServer instance '${server.id}' is billed yearly/monthly: unsubscribe from it instead.`
    throw refusal(400, call.config.codes.unsupported, message)
  }
  return beginChange(call, server, 'delete')
}
