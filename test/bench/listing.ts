import { setTimeout as delay } from 'node:timers/promises'
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
    answers.set(request.url, text)
    return new Response(text)
  })
  return answers
}

function list(send: Send): Promise<readonly DevServer[]> {
  const { region, projectId } = training
  const travel = { send, clock: systemClock, random: Math.random }
  return listDevServers(
    callWith({ region, projectId, authorize: signWith({ accessKey, secretKey }, serverTime(travel.clock)) }, travel),
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

async function slowLine(answers: ReadonlyMap<string, string>): Promise<Measurement> {
  let requests = 0
  let inFlight = 0
  let most = 0
  let found = 0
  const took = await timeMs(async () => {
    const servers = await list(async (request) => {
      requests++
      most = Math.max(most, ++inFlight)
      await delay(LATENCY_MS)
      inFlight--
      return new Response(answers.get(request.url) ?? null)
    })
    found = servers.length
  })
  if (found !== SERVERS) throw new Error(`${found} servers were listed instead of ${SERVERS}`)
  // With n in flight nothing is faster than the first page, which tells how many there are, and then n at a time.
  const floor = (1 + Math.ceil((requests - 1) / most)) * LATENCY_MS
  return {
    what: `${SERVERS} servers at ${LATENCY_MS} ms latency`,
    result: `${(took / 1000).toFixed(2)} s in ${requests} requests, ${most} at once; floor ${(floor / 1000).toFixed(2)} s`,
  }
}
