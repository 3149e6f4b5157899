import { type Found, keysOf, textOf } from './found'

type Environment = Readonly<Record<string, string | undefined>>

/** What the vendor's SDKs read from the environment (related.md 6). */
export function fromSdkEnvironment(env: Environment): readonly Found[] {
  const keys = keysOf({
    accessKey: env['HUAWEICLOUD_SDK_AK'],
    secretKey: env['HUAWEICLOUD_SDK_SK'],
    securityToken: env['HUAWEICLOUD_SDK_SECURITY_TOKEN'],
  })
  return keys ? [{ name: '', keys, projectId: textOf(env['HUAWEICLOUD_SDK_PROJECT_ID']) }] : []
}

/** What Terraform's provider reads from the environment. */
export function fromTerraformEnvironment(env: Environment): readonly Found[] {
  const keys = keysOf({
    accessKey: env['HW_ACCESS_KEY'],
    secretKey: env['HW_SECRET_KEY'],
    securityToken: env['HW_SECURITY_TOKEN'],
  })
  return keys ? [{ name: '', keys, region: textOf(env['HW_REGION_NAME']) }] : []
}
