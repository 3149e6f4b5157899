import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { installOnce, npm, run } from './installOnce'

/** A Chromium and what it has to be started with. */
export interface InstalledBrowser {
  readonly executablePath: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/** The browser named by CHROME_PATH, one that is installed, or else the one that an npm package carries (Linux x64). */
export async function installBrowser(): Promise<InstalledBrowser> {
  const executablePath = process.env['CHROME_PATH'] || installed()
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  if (executablePath) return { executablePath, args, env: {} }
  if (process.platform === 'linux' && process.arch === 'x64') return carried()
  throw new Error('No Chrome, Chromium or Edge found; install one or name one in CHROME_PATH.')
}

function installed(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  const onPath = folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name)))
  return [...onPath, ...APPLICATIONS].find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

// The package unpacks into the temporary folder, which all users share; here that is the install folder instead.
const FONTS =
  '<fontconfig><dir prefix="relative">fonts/fonts</dir><cachedir prefix="relative">cache</cachedir></fontconfig>'
const UNPACK = `
  const { default: chromium, inflate } = await import('@sparticuz/chromium')
  await chromium.executablePath()
  await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br')
  const args = chromium.args.filter((arg) => arg !== '--single-process')
  process.getBuiltinModule('node:fs').writeFileSync('args.json', JSON.stringify(args))
`

async function carried(): Promise<InstalledBrowser> {
  const folder = await installOnce('chromium-153', async (unfinished) => {
    await writeFile(join(unfinished, 'package.json'), '{ "private": true }')
    await npm(unfinished, 'install', '--ignore-scripts', '@sparticuz/chromium@153')
    await writeFile(join(unfinished, 'fonts.conf'), FONTS)
    await run(process.execPath, ['--input-type=module', '-e', UNPACK], unfinished, { TMPDIR: unfinished })
  })
  const executablePath = join(folder, 'chromium')
  const args: readonly string[] = JSON.parse(readFileSync(join(folder, 'args.json'), 'utf8'))
  // The package also carries NSS, expat and a font, for machines that have none.
  // Its graphics thread sets this variable and takes it out again while others read the environment: the table moves under
  // them, and now and then (glibc's getenv, at start) the browser dies of it. What is there already is replaced in place.
  const icd = { VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') }
  const env = {
    ...icd,
    ...(lacksLibraries(executablePath) && { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') }),
    ...(!existsSync('/etc/fonts/fonts.conf') && { FONTCONFIG_FILE: join(folder, 'fonts.conf') }),
  }
  return { executablePath, args, env }
}

function lacksLibraries(program: string): boolean {
  const { status, stdout } = spawnSync('ldd', [program], { encoding: 'utf8' })
  // Without ldd (null) there is no telling.
  return status !== null && (status !== 0 || stdout.includes('not found'))
}
