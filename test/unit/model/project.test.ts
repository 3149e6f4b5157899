import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSamePlace, parseProjects } from '../../../src/model/project'

const GOOD = { name: 'training', region: 'cn-north-4', projectId: '0123456789abcdef0123456789abcdef', account: 'work' }
const without = (field: keyof typeof GOOD): object =>
  Object.fromEntries(Object.entries(GOOD).filter(([key]) => key !== field))

test('a usable entry', () => {
  assert.deepEqual(parseProjects([GOOD]), { projects: [GOOD], problems: [] })
})

test('blanks around name and account do not count', () => {
  const { projects } = parseProjects([{ ...GOOD, name: ' training ', account: ' work ' }])
  assert.deepEqual(projects, [GOOD])
})

test('nothing is set', () => {
  for (const setting of [undefined, null, []]) assert.deepEqual(parseProjects(setting), { projects: [], problems: [] })
})

test('the setting is no list', () => {
  for (const setting of [{}, 'x', 7, true, GOOD]) {
    const problems = [{ entry: 0, name: undefined, field: '', reason: 'invalid' }]
    assert.deepEqual(parseProjects(setting), { projects: [], problems })
  }
})

type Case = readonly [what: string, entry: unknown, field: string, reason: 'missing' | 'invalid' | 'unknown']

const BAD: readonly Case[] = [
  ['no region', without('region'), 'region', 'missing'],
  ['no name', without('name'), 'name', 'missing'],
  ['no project id', without('projectId'), 'projectId', 'missing'],
  ['no account', without('account'), 'account', 'missing'],
  ['an empty name', { ...GOOD, name: '  ' }, 'name', 'invalid'],
  ['a long name', { ...GOOD, name: 'x'.repeat(101) }, 'name', 'invalid'],
  ['a name that is a number', { ...GOOD, name: 7 }, 'name', 'invalid'],
  ['a region that is none', { ...GOOD, region: 'Beijing' }, 'region', 'invalid'],
  ['a region that would change the host', { ...GOOD, region: 'cn-north-4.evil.example/' }, 'region', 'invalid'],
  ['a region of null', { ...GOOD, region: null }, 'region', 'invalid'],
  ['a project id with a slash', { ...GOOD, projectId: 'a/b' }, 'projectId', 'invalid'],
  ['a long project id', { ...GOOD, projectId: 'a'.repeat(65) }, 'projectId', 'invalid'],
  [
    'an endpoint without TLS',
    { ...GOOD, endpoints: { modelarts: 'http://10.0.0.1' } },
    'endpoints.modelarts',
    'invalid',
  ],
  ['an endpoint that is no address', { ...GOOD, endpoints: { iam: 'iam' } }, 'endpoints.iam', 'invalid'],
  [
    'an endpoint of an unknown service',
    { ...GOOD, endpoints: { obs: 'https://x.example' } },
    'endpoints.obs',
    'unknown',
  ],
  ['a file of certificates somewhere', { ...GOOD, caFile: 'ca.pem' }, 'caFile', 'invalid'],
  ['an empty path', { ...GOOD, caFile: '' }, 'caFile', 'invalid'],
  ['a file of certificates that is a list', { ...GOOD, caFile: ['/ca.pem'] }, 'caFile', 'invalid'],
  ['endpoints that are a list', { ...GOOD, endpoints: [] }, 'endpoints', 'invalid'],
  ['a misspelt field of the login', { ...GOOD, ssh: { jumphost: 'bastion' } }, 'ssh.jumphost', 'unknown'],
  ['a misspelt field', { ...GOOD, enpoints: { iam: 'https://iam.example' } }, 'enpoints', 'unknown'],
  ['null', null, '', 'invalid'],
  ['a text', 'training', '', 'invalid'],
  ['a list', [], '', 'invalid'],
]

for (const [what, entry, field, reason] of BAD) {
  test(`${what}: names the entry and the field, and hides no other entry`, () => {
    const { projects, problems } = parseProjects([{ ...GOOD, name: 'first' }, entry, { ...GOOD, name: 'third' }])
    assert.deepEqual(
      projects.map(({ name }) => name),
      ['first', 'third'],
    )
    const [problem, ...others] = problems
    assert.deepEqual([problem?.entry, problem?.field, problem?.reason], [2, field, reason])
    assert.deepEqual(others, [])
  })
}

test('all that is wrong with an entry is told, what is missing before what is misspelt', () => {
  const entry = {
    ...without('region'),
    projectId: 'a/b',
    enpoints: {},
    acount: 'x',
    endpoints: { obs: 'x', iam: 'iam' },
  }
  assert.deepEqual(
    parseProjects([GOOD, entry]).problems.map(({ entry, name, field, reason }) => [entry, name, field, reason]),
    [
      [2, 'training', 'region', 'missing'],
      [2, 'training', 'projectId', 'invalid'],
      [2, 'training', 'endpoints.iam', 'invalid'],
      [2, 'training', 'endpoints.obs', 'unknown'],
      [2, 'training', 'enpoints', 'unknown'],
      [2, 'training', 'acount', 'unknown'],
    ],
  )
})

test('a problem carries the entry’s name where it has one', () => {
  const names = [without('region'), without('name'), 7].map((entry) => parseProjects([entry]).problems[0]?.name)
  assert.deepEqual(names, ['training', undefined, undefined])
})

test('of entries with the same name the first counts', () => {
  const { projects, problems } = parseProjects([GOOD, { ...GOOD, region: 'cn-east-3' }, { ...GOOD, name: 'training ' }])
  assert.deepEqual(projects, [GOOD])
  assert.deepEqual(
    problems.map(({ entry, field, reason }) => [entry, field, reason]),
    [
      [2, 'name', 'duplicate'],
      [3, 'name', 'duplicate'],
    ],
  )
})

test('own endpoints are kept', () => {
  const endpoints = { modelarts: 'https://ma.private.example', iam: 'http://127.0.0.1:8080' }
  assert.deepEqual(parseProjects([{ ...GOOD, endpoints }]).projects, [{ ...GOOD, endpoints }])
})

test('garbage of all sorts is told, not thrown', () => {
  const deep = JSON.parse('['.repeat(2_000) + ']'.repeat(2_000))
  for (const setting of [
    deep,
    [[[]]],
    [undefined],
    [Symbol.iterator],
    [new Map()],
    Array.from({ length: 500 }, () => 0),
  ]) {
    const { projects, problems } = parseProjects(setting)
    assert.deepEqual(
      [projects.length, new Set(problems.map(({ entry }) => entry)).size],
      [0, (setting as unknown[]).length],
    )
  }
})

test('the same place: region and project id, whatever the entry is called', () => {
  assert.equal(isSamePlace(GOOD, { ...GOOD }), true)
  assert.equal(isSamePlace(GOOD, { region: GOOD.region, projectId: 'other' }), false)
  assert.equal(isSamePlace(GOOD, { region: 'cn-east-3', projectId: GOOD.projectId }), false)
})
