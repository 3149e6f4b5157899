import { homedir } from 'node:os'
import { isAbsolute } from 'node:path'

/** True for a path that means the same file from wherever it is read: absolute, or below the home folder (`~/…`). */
export const isWholePath = (path: string): boolean => isAbsolute(path) || /^~[/\\]./.test(path)

/** The path with the home folder in place of `~`. */
export const withHome = (path: string): string => path.replace(/^~(?=[/\\])/, homedir())
