import { randomBytes } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import type { Disposable } from '../base/emitter'
import { isAlive } from '../base/isAlive'

const Note = z.object({ pid: z.number(), hosts: z.array(z.string()) })
const Opening = z.object({ at: z.number(), hosts: z.array(z.string()) })
const OPENING = 'opening-'
/** A window that has not come up after this time, in milliseconds, is not the one that was asked for. */
const OPENS_MS = 3 * 60_000

/** A host that an open window works on. */
export interface NotedHost {
  readonly host: string
  readonly isThisWindow: boolean
}

/** Notes in a folder all windows share which hosts this window works on, until it is disposed. */
export function noteWindow(folder: string, hosts: readonly string[], pid = process.pid): Disposable {
  const file = join(folder, `${pid}-${randomBytes(4).toString('hex')}.json`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, JSON.stringify({ pid, hosts }))
  return { dispose: () => rmSync(file, { force: true }) }
}

/** The hosts that open windows have noted; notes of windows that have died are removed. */
export async function notedHosts(folder: string): Promise<readonly NotedHost[]> {
  const names = await readdir(folder).catch(() => [])
  const notes = names.filter((name) => !name.startsWith(OPENING))
  return (await Promise.all(notes.map((name) => hostsOf(join(folder, name))))).flat()
}

/** Notes that a window on these hosts is being opened: one without a folder is not told by VS Code where it is. */
export async function noteOpening(folder: string, hosts: readonly string[], now: number): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${OPENING}${randomBytes(4).toString('hex')}.json`), JSON.stringify({ at: now, hosts }))
}

/** The hosts of the window opened last that nobody has claimed yet; empty where there is none. */
export async function claimOpening(folder: string, now: number): Promise<readonly string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(OPENING))
  const openings = await Promise.all(names.map((name) => openingOf(join(folder, name))))
  const known = openings.filter((opening) => opening !== undefined).toSorted((a, b) => b.at - a.at)
  for (const { file, at } of known) if (Math.abs(now - at) > OPENS_MS) await rm(file, { force: true })
  for (const { file, hosts } of known.filter(({ at }) => Math.abs(now - at) <= OPENS_MS)) {
    const isMine = await unlink(file).then(
      () => true,
      () => false,
    )
    if (isMine) return hosts
  }
  return []
}

async function openingOf(file: string) {
  try {
    return { file, ...Opening.parse(JSON.parse(await readFile(file, 'utf8'))) }
  } catch {
    return undefined
  }
}

async function hostsOf(file: string): Promise<readonly NotedHost[]> {
  try {
    const { pid, hosts } = Note.parse(JSON.parse(await readFile(file, 'utf8')))
    if (isAlive(pid)) return hosts.map((host) => ({ host, isThisWindow: pid === process.pid }))
    await rm(file, { force: true })
  } catch {
    // Half written, or gone by now: nothing that can be told.
  }
  return []
}
