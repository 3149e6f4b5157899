import assert from 'node:assert/strict'
import { extensions, version } from 'vscode'

const ID = 'modelarts-devservers.modelarts-devservers'

describe('activation', () => {
  it('runs in the version of VS Code that was asked for', () => {
    const expected = process.env['TEST_EXPECTS']
    if (expected) assert.equal(version.split('.').slice(0, 2).join('.'), expected)
  })

  it('does not start by itself, and starts when asked', async () => {
    const extension = extensions.getExtension(ID)
    assert.ok(extension, `${ID} is not installed`)
    assert.equal(extension.isActive, false)
    await extension.activate()
    assert.equal(extension.isActive, true)
  })
})
