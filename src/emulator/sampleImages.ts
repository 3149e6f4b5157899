import { uuidOf } from './ids'
import { SAMPLE } from './sample'
import type { Image } from './state'

const DAY_MS = 24 * 60 * 60_000
const GPU_FLAVORS = ['p2s.2xlarge.8']

type Kind = Pick<Image, 'arch' | 'serverType'>

const NPU: Kind = { arch: 'ARM', serverType: 'BMS' }
const SUPERNODE: Kind = { arch: 'ARM', serverType: 'HPS' }
const ECS: Kind = { arch: 'X86', serverType: 'ECS' }
const PRIVATE = { visibility: 'private', projectId: SAMPLE.training.projectId } as const
const SHARED = { visibility: 'shared', projectId: SAMPLE.training.projectId } as const

/** Names as the service's compatibility pages spell them; newest first. */
const IMAGES: readonly (Kind & { readonly name: string } & Partial<Omit<Image, 'name' | 'createdAt'>>)[] = [
  { ...NPU, name: 'Ubuntu-22.04-Arm-64bit-for-Snt9B-BareMetal-with-24.1.RC2-7.3.0.1.231-CANN8.0.RC2' },
  { ...NPU, name: 'HCE2.0-Arm-64bit-for-Snt9B-BareMetal-with-23.0.6-7.1.0.9.220-CANN7.1.0.5' },
  { ...NPU, name: 'EulerOS2.10-Arm-64bit-for-Snt9B-BareMetal-with-23.0.5-7.1.0.5.220-CANN7.0.1' },
  { ...NPU, name: 'EulerOS-2.10-Arm-64bit-for-NPU-BareMetal', id: SAMPLE.images.npuEuler },
  { ...NPU, name: 'EulerOS-2.8-Arm-64bit-for-NPU-BareMetal', active: false },
  { ...SUPERNODE, name: 'HCE2.0-Arm-64bit-for-Snt9B23-SuperNode-with-24.1.RC3-7.5.0.2.220-CANN8.0.RC3' },
  { ...SUPERNODE, name: 'Ubuntu-22.04-Arm-64bit-for-Snt9B23-SuperNode-with-24.1.RC3-7.5.0.2.220-CANN8.0.RC3' },
  { ...ECS, name: 'Ubuntu-22.04-x86-64bit', id: SAMPLE.images.ecsUbuntu },
  { ...ECS, name: 'Ubuntu-22.04-x86-64bit-with-Tesla-535.161.08-CUDA12.2', flavors: GPU_FLAVORS },
  { ...ECS, name: 'Ubuntu18.04_x86_64_CPU', id: SAMPLE.images.ecsUbuntuOld },
  { ...ECS, name: 'HCE2.0-x86-64bit' },
  { ...NPU, name: 'training-base-2026-01', ...PRIVATE },
  { ...ECS, name: 'dev-workstation-v3', ...PRIVATE },
  { ...ECS, name: 'dataset-disk', ...PRIVATE, dataOnly: true },
  { ...NPU, name: 'platform-team-golden-npu', ...SHARED },
  { ...ECS, name: 'platform-team-golden-cpu', ...SHARED },
]

/** Public images of every region, and some private and shared ones. */
export function sampleImages(now: number): Image[] {
  return IMAGES.map((image, index) => ({
    id: uuidOf(image.name),
    active: true,
    visibility: 'public',
    createdAt: now - (index + 3) * 9 * DAY_MS,
    ...image,
  }))
}
