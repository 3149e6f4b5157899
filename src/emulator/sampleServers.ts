import { uuidOf } from './ids'
import type { ServerStatus } from './lifecycle'
import { SAMPLE } from './sample'
import type { Hyperinstance, Server } from './state'

const DAY_MS = 24 * 60 * 60_000
const REBOOT_MS = 8_000
const POD = 'pod-7'

interface Row {
  readonly name: string
  readonly status: ServerStatus
  readonly flavor: string
  readonly imageId: string
  readonly ip: string
  readonly id?: string
  readonly resourceId?: string
  readonly projectId?: string
  readonly keyPairName?: string
  readonly chargingMode?: Server['chargingMode']
}

const TYPES: Readonly<Record<string, Server['type']>> = {
  'physical.npu9.48xlarge.8': 'BMS',
  'hps.npu9b23.48xlarge.8': 'HPS',
}

const { images, keyPairs, servers, training, research } = SAMPLE
const NPU = { flavor: 'physical.npu9.48xlarge.8', imageId: images.npuEuler, keyPairName: keyPairs.usual } as const
const GPU = { flavor: 'p2s.2xlarge.8', imageId: images.ecsUbuntu, keyPairName: keyPairs.usual } as const
const CPU = { flavor: 's6.xlarge.4', imageId: images.ecsUbuntu, chargingMode: 'POST_PAID' } as const

const ROWS: readonly Row[] = [
  // The machine of the documentation's examples.
  {
    ...NPU,
    name: 'npu-train-01',
    id: servers.stopped,
    resourceId: '0a9c4d12-7be3-4f58-9a60-5c2d1e8f7b34',
    status: 'STOPPED',
    ip: '192.168.20.31',
  },
  { ...NPU, name: 'npu-train-02', imageId: images.npuUbuntu, status: 'RUNNING', ip: '192.168.20.32' },
  { ...NPU, name: 'npu-train-03', status: 'CHANGINGOS_FAILED', ip: '192.168.20.33' },
  { ...NPU, name: 'npu-eval-01', keyPairName: keyPairs.shared, status: 'REBOOTING', ip: '192.168.20.40' },
  { ...GPU, name: 'gpu-dev-01', status: 'RUNNING', ip: '192.168.30.11' },
  { ...CPU, name: 'cpu-build-01', status: 'STOPPED', ip: '192.168.30.21' },
  { ...CPU, name: 'cpu-build-02', imageId: images.ecsUbuntuOld, status: 'ERROR', ip: '192.168.30.22' },
  ...[0, 1, 2, 3].map((index) => podServer(index)),
  { ...NPU, name: 'npu-lab-01', projectId: research.projectId, status: 'RUNNING', ip: '10.0.4.11' },
  { ...NPU, name: 'npu-lab-02', projectId: research.projectId, status: 'STOPPED', ip: '10.0.4.12' },
]

function podServer(index: number): Row {
  return {
    name: `${POD}-${index}`,
    status: index === 3 ? 'STOPPED' : 'RUNNING',
    flavor: 'hps.npu9b23.48xlarge.8',
    imageId: images.supernodeHce,
    keyPairName: keyPairs.usual,
    ip: `192.168.40.${10 + index}`,
  }
}

/** Servers of both projects, and a supernode. */
export function sampleServers(now: number): { servers: Server[]; hyperinstances: Hyperinstance[] } {
  const pod: Hyperinstance = {
    id: SAMPLE.supernode,
    projectId: training.projectId,
    name: POD,
    resourceId: uuidOf(`resource of ${POD}`),
    chargingMode: 'PRE_PAID',
    orderId: 'CS2511031200POD07',
    createdAt: now - 80 * DAY_MS,
  }
  return { servers: ROWS.map((row, index) => server(row, now - (90 - index) * DAY_MS, now)), hyperinstances: [pod] }
}

function server(row: Row, createdAt: number, now: number): Server {
  const { name, flavor, ip, imageId, keyPairName, chargingMode = 'PRE_PAID' } = row
  const type = TYPES[flavor] ?? 'ECS'
  const projectId = row.projectId ?? training.projectId
  const isRebooting = row.status === 'REBOOTING'
  return {
    id: row.id ?? uuidOf(name),
    projectId,
    name,
    type,
    resourceId: row.resourceId ?? uuidOf(`resource of ${name}`),
    flavor,
    chargingMode,
    ...(chargingMode === 'PRE_PAID' && { orderId: `CS25${uuidOf(name).slice(0, 12).replace('-', '').toUpperCase()}` }),
    ...(type === 'HPS' && { hyperinstanceId: SAMPLE.supernode }),
    privateIp: ip,
    vpcId: uuidOf(`vpc of ${projectId}`),
    subnetId: uuidOf(`subnet of ${projectId}`),
    createdAt,
    settled: {
      status: isRebooting ? 'RUNNING' : row.status,
      imageId,
      rootVolumeId: uuidOf(`root of ${name}`),
      updatedAt: createdAt + DAY_MS,
      ...(keyPairName !== undefined && { keyPairName }),
    },
    ...(isRebooting && { change: { kind: 'reboot', at: now, visibleAt: now, endsAt: now + REBOOT_MS, fails: false } }),
  }
}
