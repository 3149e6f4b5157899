import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'undici'
import { signWith } from '../../src/api/authorize'
import { callWith } from '../../src/api/call'
import { listDevServers } from '../../src/api/devServers'
import { DevServer, page } from '../../src/api/schemas'
import { serverTime } from '../../src/api/serverTime'
import { systemClock } from '../../src/base/clock'
import { createEmulator } from '../../src/emulator/emulator'
import { SAMPLE } from '../../src/emulator/sample'
import { interleaved, type Measurement, timeMs } from '../support/measure'

const SERVERS = 10_000
const LATENCY_MS = 50
const { training, accessKey, secretKey } = SAMPLE

type Send = (request: Request) => Promise<Response>

/** Reading a page of 1,000 servers, and listing 10,000 over a slow line. */
export async function listing(): Promise<readonly Measurement[]> {
  const answers = await recordedAnswers()
  return [await bigPage([...answers.values()]), await slowLine(answers)]
}

/** The emulator's answers for each page, so that its own work is not measured. */
async function recordedAnswers(): Promise<Map<string, string>> {
  const { handle, control } = createEmulator({ now: Date.now })
  const [like] = control.state.servers
  if (!like) throw new Error('there are no sample servers')
  control.addServers(
    SERVERS - control.state.servers.filter(({ projectId }) => projectId === like.projectId).length,
    like,
  )
  const answers = new Map<string, string>()
  await list(async (request) => {
    const text = await (await handle(request)).text()
    const { pathname, search } = new URL(request.url)
    answers.set(`${pathname}${search}`, text)
    return new Response(text)
  })
  return answers
}

/** The signed list of the whole project; from the region's own endpoint unless another is given. */
function list(send: Send, modelarts?: string): Promise<readonly DevServer[]> {
  const { region, projectId } = training
  const endpoints = modelarts === undefined ? {} : { modelarts }
  const travel = { send, clock: systemClock, random: Math.random }
  return listDevServers(
    callWith(
      { region, projectId, endpoints, authorize: signWith({ accessKey, secretKey }, serverTime(travel.clock)) },
      travel,
    ),
    projectId,
  )
}

async function bigPage(answers: readonly string[]): Promise<Measurement> {
  const data = answers.flatMap((text): unknown[] => JSON.parse(text).data).slice(0, 1000)
  const text = JSON.stringify({ data, total: data.length })
  const schema = page(DevServer)
  const first = await timeMs(() => schema.parse(JSON.parse(text)))
  const works = {
    parse: () => JSON.parse(text),
    read: () => schema.parse(JSON.parse(text)),
  }
  await interleaved(5, works)
  const { parse, read } = await interleaved(25, works)
  const size = `${(text.length / 1e6).toFixed(1)} MB`
  return {
    what: `a page of ${data.length} servers (${size})`,
    result: `${read.toFixed(1)} ms (first ${first.toFixed(0)} ms); JSON.parse alone ${parse.toFixed(1)} ms; ${(read / parse).toFixed(2)} ×`,
  }
}

/** Over HTTP on loopback, beside undici's own pool that fetches the same pages with as many connections and reads nothing of them. */
async function slowLine(answers: ReadonlyMap<string, string>): Promise<Measurement> {
  let inFlight = 0
  let most = 0
  const server = createServer(async ({ url = '' }, response) => {
    most = Math.max(most, ++inFlight)
    await delay(LATENCY_MS)
    inFlight--
    response.end(answers.get(url))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let found = 0
  const took = await timeMs(async () => {
    found = (await list(fetch, origin)).length
  })
  if (found !== SERVERS) throw new Error(`${found} servers were listed instead of ${SERVERS}`)
  const pool = new Pool(origin, { connections: most })
  const floor = await timeMs(() => fetchAll(pool, [...answers.keys()], most))
  await pool.close()
  server.close()
  server.closeAllConnections()
  return {
    what: `${SERVERS} servers over HTTP at ${LATENCY_MS} ms latency`,
    result: `${(took / 1000).toFixed(2)} s in ${answers.size} requests, ${most} at once; floor (undici's pool, nothing parsed) ${(floor / 1000).toFixed(2)} s`,
  }
}

/** The first page tells how many there are; then as many at a time as are wanted. */
async function fetchAll(pool: Pool, [first = '', ...rest]: string[], atOnce: number): Promise<void> {
  const read = async (path: string) => (await pool.request({ path, method: 'GET' })).body.text()
  await read(first)
  const worker = async () => {
    for (let path = rest.shift(); path; path = rest.shift()) await read(path)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
