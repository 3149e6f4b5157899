import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startService } from '../../support/service'

test('the service that editors are tested with leads nowhere but to this computer', async (t) => {
  const { emulator, http } = await startService()
  t.after(() => http.dispose())
  const { state, addServers } = emulator.control
  const [like] = state.servers
  assert.ok(like)
  const added = addServers(3, like)
  assert.equal(added.length, 3)
  assert.ok(added.every((one) => state.servers.includes(one)))
  const addresses = [
    ...state.servers.map(({ privateIp }) => privateIp),
    ...state.publicIps.map(({ address }) => address),
  ]
  assert.ok(addresses.length > 10)
  assert.deepEqual(
    addresses.filter((address) => !address.startsWith('127.')),
    [],
  )
})
