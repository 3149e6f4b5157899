/** Versions that the name of an image tells; a name is no proof, so they are only shown as what the name says. */
export interface NamedVersions {
  readonly driver?: string
  readonly firmware?: string
  readonly cann?: string
  readonly cuda?: string
}

const VERSION = String.raw`\d+(?:\.(?:\d+|rc\d+|t\d+|b\d+))+`
const SEPARATOR = '[-_ ]'
const after = (word: string): RegExp => new RegExp(`(?:^|[-_ ])${word}${SEPARATOR}?(${VERSION})(?![.\\w])`, 'i')

const CANN = after('CANN')
const CUDA = after('CUDA')
const GPU_DRIVER = after('(?:Tesla|NVIDIA|driver)')
/** `with-23.0.6-7.1.0.9.220-`: NPU driver, then firmware, which has five numbers (bulletin and compatibility pages). */
const NPU = new RegExp(`with${SEPARATOR}(${VERSION})(?:${SEPARATOR}(\\d+(?:\\.\\d+){4}))?(?=${SEPARATOR}|$)`, 'i')

/** Reads driver, firmware, CANN and CUDA versions off an image's name (usermanual-server-0004 spells the names). */
export function versionsInName(name: string): NamedVersions {
  const npu = NPU.exec(name)
  const driver = npu?.[1] ?? GPU_DRIVER.exec(name)?.[1]
  const firmware = npu?.[2]
  const cann = CANN.exec(name)?.[1]
  const cuda = CUDA.exec(name)?.[1]
  return { ...(driver && { driver }), ...(firmware && { firmware }), ...(cann && { cann }), ...(cuda && { cuda }) }
}
