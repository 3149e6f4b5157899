import {
  type CopiedRequest,
  ownHostOf,
  PASSWORD_VARIABLE,
  remarks,
  shellWord,
  trustRemark,
  USER_DATA_VARIABLE,
  waitRemark,
} from './copiedRequest'

/** Operation names of API Explorer, which KooCLI shares; its pages of 2025 have the second ones. */
const OPERATIONS = {
  changeos: ['ChangeDevServerOS', 'ChangeOsDevServer'],
  reinstallos: ['ReinstallDevServerOS', 'ReinstallOsDevServer'],
  hyperinstanceChangeos: ['ChangeHyperinstanceOS', 'ChangeHyperinstanceOsDevServer'],
} as const

/** The request as a KooCLI command. */
export function hcloudCommand(request: CopiedRequest): string {
  const { operation, region, projectId, serverId, imageId, login, userDataName, stopUrl } = request
  const host = ownHostOf(request)
  const [name, former] = OPERATIONS[operation]
  const place = [
    `--cli-region=${shellWord(region)}`,
    ...(host ? [`--cli-endpoint=${shellWord(host)}`] : []),
    `--project_id=${shellWord(projectId)}`,
    `--id=${shellWord(serverId)}`,
  ]
  const words = [
    `hcloud ModelArts ${name}`,
    ...place,
    ...(imageId ? [`--image_id=${shellWord(imageId)}`] : []),
    login === 'password' ? `--admin_pass="$${PASSWORD_VARIABLE}"` : `--key_pair_name=${shellWord(login.keyPairName)}`,
    ...(userDataName ? [`--user_data="$${USER_DATA_VARIABLE}"`] : []),
  ]
  const stop = stopUrl ? [['hcloud ModelArts StopDevServer', ...place]] : []
  const commands = [...stop, words].map((command) => `${command.join(' \\\n  ')}\n`)
  const known = `Where hcloud does not know ${name}, it is ${former} there.`
  const more = [...waitRemark(request), ...trustRemark(request, 'hcloud'), known]
  return remarks(request, undefined, more) + commands.join('\n')
}
