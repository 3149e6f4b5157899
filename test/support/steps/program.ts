import { join } from 'node:path'
import { run } from '../editor/installOnce'
import { failed, NOTHING, type Report } from '../report'
import { ROOT } from '../root'

/** Runs a development dependency's program over the project; counts as one test. */
export async function program(name: string, ...args: string[]): Promise<Report> {
  try {
    await run(process.execPath, [join(ROOT, 'node_modules', name), ...args], ROOT)
    return { ...NOTHING, passed: 1 }
  } catch (error) {
    return failed(name, error instanceof Error ? error.message : error)
  }
}
