import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NamedVersions, versionsInName } from '../../../src/model/imageName'

/** Names from the service's image pages and user manuals, and names as people give them. */
const NAMES: Readonly<Record<string, NamedVersions>> = {
  'EulerOS2.10-Arm-64bit-for-Snt9B-BareMetal-with-23.0.6-7.1.0.9.220-CANN7.0.1.5': {
    driver: '23.0.6',
    firmware: '7.1.0.9.220',
    cann: '7.0.1.5',
  },
  'HCE2.0-Arm-64bit-for-Snt9B-BareMetal-with-23.0.6-7.1.0.9.220-CANN7.1.0.5': {
    driver: '23.0.6',
    firmware: '7.1.0.9.220',
    cann: '7.1.0.5',
  },
  'EulerOS-2.10-Arm-rc3-64bit-for-Snt9B-BareMetal-with-CANN7.0.RC1': { cann: '7.0.RC1' },
  'EulerOS 2.10 Arm Snt9B rc3 64bit for BareMetal': {},
  'Ubuntu-22.04-Arm-64bit-for-Snt9B-BareMetal-with-24.1.RC2-7.3.0.1.231-CANN8.0.RC2': {
    driver: '24.1.RC2',
    firmware: '7.3.0.1.231',
    cann: '8.0.RC2',
  },
  'HCE2.0-Arm-64bit-for-Snt9B23-SuperNode-with-24.1.rc3.9-7.5.0.108.220-CANN8.2.RC1': {
    driver: '24.1.rc3.9',
    firmware: '7.5.0.108.220',
    cann: '8.2.RC1',
  },
  'EulerOS2.10-Arm-64bit-for-Snt9B-BareMetal-with-23.0.5': { driver: '23.0.5' },
  'EulerOS-2.10-Arm-64bit-for-NPU-BareMetal': {},
  'Ubuntu-22.04-x86-64bit-with-Tesla-535.161.08-CUDA12.2': { driver: '535.161.08', cuda: '12.2' },
  'Ubuntu18.04_x86_64_CPU': {},
  pytorch_2_1_0_cann_8: {},
  'mine with-3 apples': {},
  '': {},
}

for (const [name, versions] of Object.entries(NAMES)) {
  test(`versions in “${name}”`, () => assert.deepEqual(versionsInName(name), versions))
}

test('a name of any length is read at once', () => {
  const began = performance.now()
  versionsInName(`with-${'1.1.'.repeat(50_000)}`)
  versionsInName('with-1.1-'.repeat(20_000))
  assert.ok(performance.now() - began < 500)
})
