import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createEmulator } from './emulator'
import { SAMPLE } from './sample'

/** The projects of the sample servers, as entries of the projects setting would name them. */
export const SAMPLE_PROJECTS = [SAMPLE.training, SAMPLE.research].map(({ name, region, projectId }) => ({
  name: `sample-${name}`,
  region,
  projectId,
  account: SAMPLE.account,
}))

/**
 * Opens the emulator on its saved state; each change is saved, in order, so that it survives a reload. What another
 * window has saved in the meantime is taken over before each request, so that all windows have the same servers.
 */
export async function openSample(file: string) {
  let seen = await stampOf(file)
  let emulator = createEmulator({ now: Date.now, state: await stateIn(file) })
  await mkdir(dirname(file), { recursive: true }).catch(() => undefined)
  let before: Promise<unknown> = Promise.resolve()
  const handle = async (request: Request): Promise<Response> => {
    const stamp = await stampOf(file)
    if (stamp !== undefined && stamp !== seen) {
      emulator = createEmulator({ now: Date.now, state: await stateIn(file) })
      seen = stamp
    }
    let hasChanged = false
    const listening = emulator.onDidChange(() => {
      hasChanged = true
    })
    const response = await emulator.handle(request).finally(() => listening.dispose())
    if (hasChanged) {
      await save(file, emulator.snapshot()).catch(() => undefined)
      seen = await stampOf(file)
    }
    return response
  }
  const send = (request: Request): Promise<Response> => {
    const answer = before.then(() => handle(request))
    before = answer.catch(() => undefined)
    return answer
  }
  return { send, credentials: { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey } }
}

const stateIn = (file: string): Promise<unknown> =>
  readFile(file, 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch(() => undefined)

/** Another one for each time that the file was saved. */
const stampOf = (file: string): Promise<string | undefined> =>
  stat(file).then(
    ({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`,
    () => undefined,
  )

async function save(file: string, state: unknown): Promise<void> {
  const whole = `${file}.${randomUUID()}`
  await writeFile(whole, JSON.stringify(state))
  await rename(whole, file).catch((error: unknown) => unlink(whole).then(() => Promise.reject(error)))
}
