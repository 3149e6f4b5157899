import { uuidOf } from './ids'

/** What callers need to know of the sample state. */
export const SAMPLE = {
  account: 'sample-account',
  accessKey: 'SAMPLEACCESSKEY00001',
  secretKey: 'sample-secret-key',
  user: 'sample-user',
  password: 'Sample-Passw0rd',
  /** A user whose token needs this passcode as well; same password. */
  mfaUser: 'sample-mfa-user',
  passcode: '123456',
  training: { name: 'training', region: 'cn-southwest-2', projectId: '5a3e0c1b7d9f4e2a8c6b0d1f3e5a7c9b' },
  research: { name: 'research', region: 'cn-north-9', projectId: '8c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f' },
  keyPairs: { usual: 'KeyPair-a1b2', shared: 'team-shared', frozen: 'KeyPair-2024-retired' },
  servers: {
    stopped: '6b1f0c2e-5a7d-4e3b-9c41-0d2f8e6a7b90',
    running: uuidOf('npu-train-02'),
    failed: uuidOf('npu-train-03'),
    ecsRunning: uuidOf('gpu-dev-01'),
    ecsStopped: uuidOf('cpu-build-01'),
  },
  supernode: uuidOf('pod-7'),
  images: {
    npuEuler: '3d9a4c71-2e58-4f06-8b1d-7c5e9f0a1b23',
    npuUbuntu: uuidOf('Ubuntu-22.04-Arm-64bit-for-Snt9B-BareMetal-with-24.1.RC2-7.3.0.1.231-CANN8.0.RC2'),
    ecsUbuntu: 'b84e6f02-91cd-4a7b-8e35-0f1d2c3b4a59',
    ecsUbuntuOld: 'c90fb553-2cdb-4b81-b56a-ef68812c6cf7',
    supernodeHce: uuidOf('HCE2.0-Arm-64bit-for-Snt9B23-SuperNode-with-24.1.RC3-7.5.0.2.220-CANN8.0.RC3'),
    supernodeUbuntu: uuidOf('Ubuntu-22.04-Arm-64bit-for-Snt9B23-SuperNode-with-24.1.RC3-7.5.0.2.220-CANN8.0.RC3'),
    private: uuidOf('training-base-2026-01'),
  },
  /** A data disk that is attached nowhere. */
  volume: uuidOf('volume dataset-cache'),
  /** An elastic IP that is bound nowhere. */
  publicIp: uuidOf('eip 203.0.113.50'),
} as const
