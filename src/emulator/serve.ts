import { createHash } from 'node:crypto'
import { authenticate } from './authenticate'
import type { Answer, Call, Service } from './call'
import { projectOf } from './projectScope'
import { gatewayRefusal, iamRefusal, Refusal, refusal } from './refusal'
import type { Match } from './router'

type Circumstances = Pick<Call, 'state' | 'config' | 'now' | 'serverTime'>

/** One request from its arrival to its answer: route, caller, project, operation. */
export async function serve(
  request: Request,
  requestId: string,
  circumstances: Circumstances,
  route: (method: string, url: URL) => Match | undefined,
): Promise<Response> {
  const { method, headers } = request
  const url = new URL(request.url)
  const bytes = new Uint8Array(await request.arrayBuffer())
  const answer = refusable(() => {
    const match = route(method, url)
    if (!match) throw gatewayRefusal(404, 'APIGW.0101', 'The API does not exist or has not been published.')
    return answerOf({ ...circumstances, url, params: match.params, headers, body: undefined }, match, bytes, method)
  })
  return respond(answer, requestId, circumstances.serverTime)
}

function refusable(work: () => Answer): Answer {
  try {
    return work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

function answerOf(bare: Call, { route }: Match, bytes: Uint8Array, method: string): Answer {
  if (route.needs === 'nothing') return route.answer({ ...bare, body: jsonOf(bare, route.service, bytes) })
  const payloadHash = createHash('sha256').update(bytes).digest('hex')
  const caller = authenticate(bare, { method, url: bare.url, headers: bare.headers, payloadHash })
  const call = { ...bare, caller, body: jsonOf(bare, route.service, bytes) }
  return route.needs === 'caller'
    ? route.answer(call)
    : route.answer({ ...call, project: projectOf(call, route.service) })
}

function jsonOf({ headers, config }: Call, service: Service, bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined
  const bad = (message: string): Refusal =>
    service === 'iam' ? iamRefusal(400, 'Bad Request', message) : refusal(400, config.codes.parameter, message)
  if (!/^application\/json\b/i.test(headers.get('content-type') ?? ''))
    throw bad('Content-Type must be application/json.')
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw bad('The request body is not JSON.')
  }
}

/** The gateway's own errors carry the request id in the body as well. */
function respond({ status, body, headers, ofGateway }: Answer, requestId: string, serverTime: number): Response {
  const common = { 'x-request-id': requestId, date: new Date(serverTime).toUTCString() }
  if (body === undefined) return new Response(null, { status, headers: { ...common, ...headers } })
  const text = JSON.stringify(ofGateway ? { ...Object(body), request_id: requestId } : body)
  return new Response(text, { status, headers: { ...common, 'content-type': 'application/json', ...headers } })
}
