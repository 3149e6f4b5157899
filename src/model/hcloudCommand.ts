import { type CopiedRequest, PASSWORD_VARIABLE, remarks, shellWord, USER_DATA_VARIABLE } from './copiedRequest'

/** Operation names of API Explorer, which KooCLI shares. */
const OPERATIONS = {
  changeos: 'ChangeDevServerOS',
  reinstallos: 'ReinstallDevServerOS',
  hyperinstanceChangeos: 'ChangeHyperinstanceOS',
} as const

/** The request as a KooCLI command. */
export function hcloudCommand(request: CopiedRequest): string {
  const { operation, region, projectId, serverId, imageId, login, userDataName, stopUrl } = request
  const place = [
    `--cli-region=${shellWord(region)}`,
    `--project_id=${shellWord(projectId)}`,
    `--id=${shellWord(serverId)}`,
  ]
  const words = [
    `hcloud ModelArts ${OPERATIONS[operation]}`,
    ...place,
    ...(imageId ? [`--image_id=${shellWord(imageId)}`] : []),
    login === 'password' ? `--admin_pass="$${PASSWORD_VARIABLE}"` : `--key_pair_name=${shellWord(login.keyPairName)}`,
    ...(userDataName ? [`--user_data="$${USER_DATA_VARIABLE}"`] : []),
  ]
  const stop = stopUrl ? [['hcloud ModelArts StopDevServer', ...place]] : []
  const commands = [...stop, words].map((command) => `${command.join(' \\\n  ')}\n`)
  return [...remarks(request).map((line) => `# ${line}`), ...commands].join('\n')
}
