import { type CopiedRequest, ownHostOf, remarks, trustRemark } from './copiedRequest'

const STOP = 'stop_first'
const NAMES = { password: 'var.devserver_password', userData: 'var.devserver_user_data' }

/** The request as a resource of the Terraform provider; undefined for supernodes, which its resource does not know. */
export function terraformResource(request: CopiedRequest): string | undefined {
  const { operation, region, serverId, imageId, login, userDataName, stopUrl } = request
  if (operation === 'hyperinstanceChangeos') return undefined
  const isPassword = login === 'password'
  const place = [
    ['region', quoted(region)],
    ['devserver_id', quoted(serverId)],
  ]
  const change = [
    ...place,
    ['action', quoted(operation)],
    ...(imageId ? [['image_id', quoted(imageId)]] : []),
    isPassword ? ['admin_pass', NAMES.password] : ['key_pair_name', quoted(login.keyPairName)],
    ...(userDataName ? [['user_data', NAMES.userData]] : []),
    ...(stopUrl ? [['depends_on', `[${RESOURCE}.${STOP}]`]] : []),
  ]
  const blocks = [
    ...(isPassword ? [variable('devserver_password')] : []),
    ...(userDataName ? [variable('devserver_user_data')] : []),
    ...(stopUrl ? [resource(STOP, [...place, ['action', '"stop"']])] : []),
    resource('change_os', change),
  ]
  return remarks(request, NAMES, more(request)) + blocks.join('\n')
}

function more(request: CopiedRequest): readonly string[] {
  const host = ownHostOf(request)
  return [
    ...(request.login === 'password' ? ['Terraform keeps the password in its state file.'] : []),
    ...(host ? [`The provider must send to ${host}: see its arguments "endpoints" and "cloud".`] : []),
    ...trustRemark(request, 'Terraform'),
  ]
}

const RESOURCE = 'huaweicloud_modelarts_devserver_action'

function resource(name: string, lines: readonly (readonly string[])[]): string {
  const width = Math.max(...lines.map(([key = '']) => key.length))
  const attributes = lines.map(([key = '', value = '']) => `  ${key.padEnd(width)} = ${value}\n`)
  return `resource "${RESOURCE}" "${name}" {\n${attributes.join('')}}\n`
}

/** An HCL string: template signs are text here, not templates. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{')

const variable = (name: string): string => `variable "${name}" {\n  type      = string\n  sensitive = true\n}\n`
