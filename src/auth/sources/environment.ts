import { iamOf, keysOf, NOTHING, type Reading, textOf } from './found'

type Environment = Readonly<Record<string, string | undefined>>

/** What the vendor's SDKs read from the environment (SDK, Terraform and KooCLI manuals). */
export function fromSdkEnvironment(env: Environment): Reading {
  const keys = keysOf({
    accessKey: env['HUAWEICLOUD_SDK_AK'],
    secretKey: env['HUAWEICLOUD_SDK_SK'],
    securityToken: env['HUAWEICLOUD_SDK_SECURITY_TOKEN'],
  })
  return keys ? { found: [{ name: '', keys, projectId: textOf(env['HUAWEICLOUD_SDK_PROJECT_ID']) }] } : NOTHING
}

/** What Terraform's provider reads from the environment: `HW_CLOUD` is a domain, `HW_AUTH_URL` IAM itself. */
export function fromTerraformEnvironment(env: Environment): Reading {
  const keys = keysOf({
    accessKey: env['HW_ACCESS_KEY'],
    secretKey: env['HW_SECRET_KEY'],
    securityToken: env['HW_SECURITY_TOKEN'],
  })
  if (!keys) return NOTHING
  const domain = textOf(env['HW_CLOUD'])
  const { iam, wrong } = iamOf(textOf(env['HW_AUTH_URL']) ?? (domain && `https://iam.${domain}`))
  if (wrong) return { found: [], broken: { line: undefined, reason: 'iam' } }
  return { found: [{ name: '', keys, region: textOf(env['HW_REGION_NAME']), iam }] }
}
