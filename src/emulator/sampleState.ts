import { uuidOf } from './ids'
import { SAMPLE } from './sample'
import { sampleImages } from './sampleImages'
import { sampleServers } from './sampleServers'
import { fingerprintOf, publicKeyOf } from './sshKeys'
import type { Account, EmulatorState, Flavor, KeyPair } from './state'

const USER = '4f1b0d9c8e7a46b5a3c2d1e0f9b8a7c6'

/** A fresh account with a little of everything; its times end shortly before `now`. */
export function sampleState(now: number): EmulatorState {
  const { training } = SAMPLE
  return {
    version: 1,
    accounts: [account()],
    temporaryKeys: [],
    tokens: [],
    lockouts: {},
    flavors: [...FLAVORS],
    images: sampleImages(now),
    keyPairs: keyPairs(),
    volumes: [{ id: SAMPLE.volume, projectId: training.projectId, size: 500, evsType: 'GPSSD' }],
    publicIps: [
      { id: uuidOf('eip 203.0.113.10'), address: '203.0.113.10', serverId: SAMPLE.servers.running },
      { id: uuidOf('eip 203.0.113.24'), address: '203.0.113.24', serverId: uuidOf('pod-7-0') },
      { id: SAMPLE.publicIp, address: '203.0.113.50' },
    ].map((ip) => ({ ...ip, projectId: training.projectId })),
    operations: [],
    failures: [],
    ...sampleServers(now),
  }
}

function account(): Account {
  const { training, research, password } = SAMPLE
  return {
    id: 'd0c1b2a3f4e5d6c7b8a9f0e1d2c3b4a5',
    name: SAMPLE.account,
    users: [
      { id: USER, name: SAMPLE.user, password },
      { id: '7a6b5c4d3e2f41a0b9c8d7e6f5a4b3c2', name: SAMPLE.mfaUser, password, passcode: SAMPLE.passcode },
    ],
    keys: [{ accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey, userId: USER }],
    projects: [
      { id: training.projectId, name: training.region, enabled: true },
      { id: research.projectId, name: research.region, enabled: true },
      { id: '1f2e3d4c5b6a79880f1e2d3c4b5a6978', name: 'cn-southwest-2_sandbox', enabled: true },
      { id: '2a4c6e8f0b1d3f5a7c9e1b3d5f7a9c0e', name: 'cn-north-4', enabled: true },
      { id: '3b5d7f9a1c2e4a6b8d0f2c4e6a8b0d1f', name: 'cn-east-3', enabled: false },
      { id: '6d8e0f1a3c5b7d9e1f3a5c7b9d1e3f5a', name: 'MOS', enabled: true },
    ],
  }
}

const FLAVORS: readonly Flavor[] = [
  flavor('physical.npu9.48xlarge.8', 'ARM', 'BMS', 'Ascend Snt9B 8*64GB | ARM 192 vCPUs 1.5TB'),
  flavor('hps.npu9b23.48xlarge.8', 'ARM', 'HPS', 'Ascend Snt9B23 16*64GB | ARM 320 vCPUs 2TB'),
  flavor('p2s.2xlarge.8', 'X86', 'ECS', 'GPU V100 1*32GB | X86 8 vCPUs 64GB'),
  flavor('s6.xlarge.4', 'X86', 'ECS', 'X86 4 vCPUs 16GB'),
  flavor('Si2.large.4', 'X86', 'ECS', 'X86 2 vCPUs 8GB'),
]

function flavor(name: string, arch: Flavor['arch'], serverType: Flavor['serverType'], specification: string): Flavor {
  return { name, arch, serverType, specification }
}

function keyPairs(): KeyPair[] {
  const { training, research, keyPairs: names } = SAMPLE
  const pair = (name: string, projectId: string, scope: KeyPair['scope'] = 'user', frozen = false): KeyPair => {
    const publicKey = publicKeyOf(`${projectId}/${name}`)
    return { name, projectId, userId: USER, scope, publicKey, fingerprint: fingerprintOf(publicKey) ?? '', frozen }
  }
  return [
    pair(names.usual, training.projectId),
    pair('KeyPair-ci', training.projectId),
    pair(names.shared, training.projectId, 'domain'),
    pair(names.frozen, training.projectId, 'user', true),
    pair(names.usual, research.projectId),
  ]
}
