import { type CopiedRequest, remarks } from './copiedRequest'

/** The request as a resource of the Terraform provider; undefined for supernodes, which its resource does not know. */
export function terraformResource(request: CopiedRequest): string | undefined {
  const { operation, region, serverId, imageId, login, userDataName } = request
  if (operation === 'hyperinstanceChangeos') return undefined
  const isPassword = login === 'password'
  const lines = [
    ['region', quoted(region)],
    ['devserver_id', quoted(serverId)],
    ['action', quoted(operation)],
    ...(imageId ? [['image_id', quoted(imageId)]] : []),
    isPassword ? ['admin_pass', 'var.devserver_password'] : ['key_pair_name', quoted(login.keyPairName)],
    ...(userDataName ? [['user_data', 'var.devserver_user_data']] : []),
  ] as const
  const width = Math.max(...lines.map(([name = '']) => name.length))
  const notes = remarks(request).map(
    (line) => `# ${line.replace(/DEVSERVER_(\w+)/, (name) => `var.${name.toLowerCase()}`)}`,
  )
  return [
    ...notes,
    ...(isPassword ? [variable('devserver_password')] : []),
    ...(userDataName ? [variable('devserver_user_data')] : []),
    'resource "huaweicloud_modelarts_devserver_action" "change_os" {',
    ...lines.map(([name = '', value = '']) => `  ${name.padEnd(width)} = ${value}`),
    '}\n',
  ].join('\n')
}

/** An HCL string: template signs are text here, not templates. */
const quoted = (text: string): string =>
  JSON.stringify(text)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', '%%{')

const variable = (name: string): string => `variable "${name}" {\n  type      = string\n  sensitive = true\n}\n`
