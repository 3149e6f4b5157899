import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pems from '../unit/fixtures/privateCloud.json'
import type { Identity } from './emulatorServer'

// Made once with openssl: a private authority, another one, and three services that the first vouches for. All but the
// expired one are valid until 2120.

const text = (lines: readonly string[]): string => `${lines.join('\n')}\n`
const identity = ({ key, cert }: { key: string[]; cert: string[] }): Identity => ({ key: text(key), cert: text(cert) })

/** The certificate of the authority behind the services. */
export const CA = text(pems.ca)
/** One of an authority that has nothing to do with them. */
export const OTHER_CA = text(pems.otherCa)
/** Made out for localhost, 127.0.0.1 and *.cloud.test. */
export const GOOD = identity(pems.good)
/** The same, until 2021. */
export const EXPIRED = identity(pems.expired)
/** Made out for elsewhere.cloud.test. */
export const ELSEWHERE = identity(pems.elsewhere)

/** A file for the field `caFile`, in a folder of its own. */
export interface CaFile {
  readonly path: string
  /** Also where the file is gone. */
  write(content: string): Promise<void>
  dispose(): Promise<void>
}

/** Makes such a file. */
export async function caFileOf(content: string): Promise<CaFile> {
  const folder = await mkdtemp(join(tmpdir(), 'devservers-ca-'))
  const path = join(folder, 'ca.pem')
  await writeFile(path, content)
  return {
    path,
    write: async (next) => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, next)
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}
