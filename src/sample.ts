import { join } from 'node:path'
import type { ExtensionContext } from 'vscode'
import * as z from 'zod/mini'
import type { Send } from './api/send'
import type { Sample } from './app'
import type { Credentials } from './auth/credentials'
import { Project } from './model/project'

/** The sample servers as the composition root needs them. */
export interface SampleServers extends Sample {
  readonly projects: () => readonly Project[]
  /** Loads the emulator; its state is kept in the storage folder. */
  readonly open: () => Promise<{ readonly send: Send; readonly credentials: Credentials }>
}

const KEY = 'sampleProjects'
const Stored = z.catch(z.array(Project), [])

/** The built-in emulator behind one switch that outlives a reload; its bundle is loaded only when it is on. */
export function createSample(context: ExtensionContext, onDidChange: () => void): SampleServers {
  let opened: ReturnType<SampleServers['open']> | undefined
  const projects = (): readonly Project[] =>
    Stored.parse(context.globalState.get(KEY) ?? []).map((project) => ({ ...project, isSample: true }))
  return {
    projects,
    isOn: () => projects().length > 0,
    set: async (on) => {
      const wanted = on ? (await import('./emulator/open')).SAMPLE_PROJECTS : undefined
      await context.globalState.update(KEY, wanted)
      onDidChange()
    },
    open: () => {
      const file = join(context.globalStorageUri.fsPath, 'sample.json')
      opened ??= import('./emulator/open').then(({ openSample }) => openSample(file))
      return opened
    },
  }
}
