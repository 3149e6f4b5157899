import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isSafeEndpoint, REGION_PATTERN, REGIONS, SERVICES } from '../../src/api/regions'
import { COMMANDS, commandId, PREFIX, SERVERS_VIEW } from '../../src/commands/ids'
import { NAME_MAX, Project, parseProjects } from '../../src/model/project'
import { ROOT } from '../support/root'

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const json = (file: string): Json => JSON.parse(text(file))

interface Json {
  readonly [key: string]: Json
}

const manifest = json('package.json')
const contributes = manifest['contributes'] ?? {}
const entries = (value: Json | undefined): readonly Json[] => Object.values(value ?? {})
const ids = COMMANDS.map(commandId)

const views = entries(contributes['views']).flatMap((container) => entries(container).map(({ id }) => String(id)))

test('every command of the code is contributed, and every contributed one exists', () => {
  const contributed = entries(contributes['commands']).map(({ command }) => String(command))
  assert.deepEqual([...contributed].sort(), [...ids].sort())
})

test('every command of a menu exists', () => {
  const menus = new Set(entries(contributes['submenus']).map(({ id }) => id))
  const items = entries(contributes['menus']).flatMap((menu) => entries(menu))
  for (const { submenu } of items) assert.ok(submenu === undefined || menus.has(submenu), String(submenu))
  const used = items.flatMap(({ command }) => (command === undefined ? [] : [String(command)]))
  assert.ok(used.length > 0)
  for (const command of used) assert.ok(ids.includes(command), command)
})

test('every command that texts of the manifest link to exists', () => {
  for (const file of ['package.nls.json', 'package.nls.zh-cn.json']) {
    const links = [...text(file).matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command ?? '')
    assert.ok(links.length > 0, file)
    const known = [...ids, ...views.map((view) => `${view}.focus`)]
    for (const command of links) assert.ok(known.includes(command), `${file}: ${command}`)
  }
})

test('every view that is named exists', () => {
  assert.ok(views.includes(SERVERS_VIEW))
  const named = JSON.stringify(contributes).matchAll(/view == ([\w.]+)/g)
  for (const [, view] of named) assert.ok(views.includes(view ?? ''), view)
  for (const { view } of entries(contributes['viewsWelcome'])) assert.ok(views.includes(String(view)), String(view))
  const containers = entries(contributes['viewsContainers']?.['activitybar']).map(({ id }) => String(id))
  for (const container of Object.keys(contributes['views'] ?? {})) assert.ok(containers.includes(container), container)
})

test('every context key that is asked for is set by the code', () => {
  const code = ['main.ts', 'extension.ts'].map((file) => text(join('src', file))).join('\n')
  const asked = [...JSON.stringify(contributes).matchAll(/modelartsDevServers\.(is\w+)/g)].map(([, key]) => key ?? '')
  assert.ok(asked.length > 0)
  for (const key of asked) assert.ok(code.includes(`\${PREFIX}.${key}`), key)
})

const settings = contributes['configuration']?.['properties'] ?? {}

test('every setting that is read is contributed with the same default, and every contributed one is read', () => {
  const reads = [...text('src/settings.ts').matchAll(/read(?:<\w+>)?\('([\w.]+)', ([^)]+)\)/g)]
  const read = new Map(reads.map(([, key, fallback]) => [`${PREFIX}.${key}`, fallback ?? '']))
  assert.deepEqual([...read.keys()].sort(), Object.keys(settings).sort())
  for (const [key, fallback] of read) {
    assert.deepEqual(JSON.parse(fallback.replaceAll("'", '"')), settings[key]?.['default'], key)
  }
})

test('the editor and the code agree on what a project is', () => {
  const properties = settings[`${PREFIX}.projects`]?.['items']?.['properties'] ?? {}
  assert.deepEqual(Object.keys(properties).sort(), Object.keys(Project.def.shape).sort())
  // Any other region is as good: were the form one of the alternatives, a wrong one would be told to be one of these.
  const [known, other] = entries(properties['region']?.['anyOf'])
  assert.deepEqual(other, { type: 'string' })
  assert.deepEqual(
    known?.['enum'],
    REGIONS.map(({ id }) => id),
  )
  assert.deepEqual(
    known?.['enumDescriptions'],
    REGIONS.map(({ name }) => name),
  )
  assert.equal(String(properties['region']?.['pattern']), REGION_PATTERN.source)
  for (const field of ['name', 'account']) assert.equal(Number(properties[field]?.['maxLength']), NAME_MAX)
  assert.deepEqual(Object.keys(properties['endpoints']?.['properties'] ?? {}).sort(), [...SERVICES].sort())
  const required = entries(settings[`${PREFIX}.projects`]?.['items']?.['required']).map(String)
  const { problems } = parseProjects([{}])
  assert.ok(required.includes(problems[0]?.field ?? ''))
  for (const field of required) {
    const good = { name: 'a', region: 'cn-north-4', projectId: 'p', account: 'b' }
    const { [field]: _left, ...rest } = good as Record<string, string>
    assert.equal(parseProjects([rest]).problems[0]?.field, field)
  }
})

/** What the editor underlines; the code, which looks closer, takes none of it and nearly all of the rest. */
const ADDRESSES: Readonly<Record<string, boolean>> = {
  'https://ma.private.example': true,
  'https://ma.private.example:8443/base/path': true,
  'https://[fd00::1]:8443': true,
  'http://127.0.0.1:8080': true,
  'http://localhost': true,
  'http://[::1]:3000/x': true,
  'http://ma.private.example': false,
  'http://localhost.evil.example': false,
  'http://127.0.0.1.evil.example': false,
  'https://user@ma.private.example': false,
  'https://ma.private.example/?query': false,
  'https://ma.private.example#hash': false,
  'ma.private.example': false,
  'https://': false,
  '': false,
}

test('the editor underlines the addresses and paths that the code does not take', () => {
  const projects = settings[`${PREFIX}.projects`]?.['items']?.['properties'] ?? {}
  const endpoints = [...entries(projects['endpoints']?.['properties']), settings[`${PREFIX}.iamEndpoint`]]
  assert.equal(endpoints.length, SERVICES.length + 1)
  for (const [address, isUsable] of Object.entries(ADDRESSES)) {
    assert.equal(isSafeEndpoint(address), isUsable, address)
    for (const endpoint of endpoints)
      assert.equal(new RegExp(String(endpoint?.['pattern'])).test(address), isUsable, address)
  }
  const good = { name: 'a', region: 'cn-north-4', projectId: 'p', account: 'b' }
  for (const caFile of ['/etc/ca.pem', '~/ca.pem', 'ca.pem', './ca.pem', '~', '~/', '~user/ca.pem', '']) {
    const isUsable = parseProjects([{ ...good, caFile }]).problems.length === 0
    assert.equal(isUsable, /^(~\/c|\/e)/.test(caFile), caFile)
    for (const field of [projects['caFile'], settings[`${PREFIX}.iamCaFile`]])
      if (caFile !== '') assert.equal(new RegExp(String(field?.['pattern'])).test(caFile), isUsable, caFile)
  }
})

test('every setting belongs to the user: no workspace says where signed requests go, and whom they trust', () => {
  for (const [key, setting] of Object.entries(settings)) assert.equal(String(setting['scope']), 'application', key)
})

test('a folder that is not trusted, or is on no disk, takes nothing away: nothing of a workspace is read', () => {
  assert.deepEqual(manifest['capabilities'], { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true })
})

test('nothing is activated at start-up', () => {
  assert.deepEqual(manifest['activationEvents'], [])
})

test('the types are those of the oldest editor that is promised', () => {
  const promised = String(manifest['engines']?.['vscode'])
  const types = String(manifest['devDependencies']?.['@types/vscode'])
  const minor = (range: string): string | undefined => /^[\^~](\d+\.\d+)\.\d+$/.exec(range)?.[1]
  assert.ok(minor(promised))
  assert.equal(minor(types), minor(promised))
  assert.equal(minor(`~${json('node_modules/@types/vscode/package.json')['version']}`), minor(promised))
})

test('nothing is needed at run time but the bundles', () => {
  assert.equal(manifest['dependencies'], undefined)
})

test('the lock file names no registry', () => {
  assert.equal(text('package-lock.json').includes('"resolved"'), false)
})
