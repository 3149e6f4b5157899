import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
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

/** Opens the emulator on its saved state; each change is saved, in order, so that it survives a reload. */
export async function openSample(file: string) {
  const saved = await readFile(file, 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch(() => undefined)
  const emulator = createEmulator({ now: Date.now, state: saved })
  let saving: Promise<unknown> = mkdir(dirname(file), { recursive: true })
  emulator.onDidChange(() => {
    saving = saving.then(() => save(file, emulator.snapshot())).catch(() => undefined)
  })
  return { send: emulator.handle, credentials: { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey } }
}

async function save(file: string, state: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(state))
  await rename(`${file}.new`, file)
}
