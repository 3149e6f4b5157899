import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { Disposable } from '../base/emitter'
import { isAlive } from '../base/isAlive'

const Note = z.object({ pid: z.number(), hosts: z.array(z.string()) })

/** Notes in a folder all windows share which hosts this window works on, until it is disposed. */
export function noteWindow(folder: string, hosts: readonly string[], pid = process.pid): Disposable {
  const file = join(folder, `${pid}-${randomBytes(4).toString('hex')}.json`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify({ pid, hosts }))
  return { dispose: () => rmSync(file, { force: true }) }
}

/** The hosts that open windows have noted; notes of windows that have died are removed. */
export async function notedHosts(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  const hosts = await Promise.all(names.map((name) => hostsOf(join(folder, name))))
  return hosts.flat()
}

async function hostsOf(file: string): Promise<readonly string[]> {
  try {
    const { pid, hosts } = Note.parse(JSON.parse(await readFile(file, 'utf8')))
    if (isAlive(pid)) return hosts
    await rm(file, { force: true })
  } catch {
    // Half written, or gone by now: nothing that can be told.
  }
  return []
}
