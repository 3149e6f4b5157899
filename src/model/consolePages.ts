import type { Project } from './project'

/** Where the vendor's public cloud is sold; each has an account centre of its own. */
export type Site = 'china' | 'international'

/** Pages of the console in a browser. */
export interface ConsolePages {
  readonly modelArts: string
  /** Access keys, project ids and the account's name (console). */
  readonly myCredentials: string
  /** Where yearly/monthly resources are unsubscribed from; undefined where its address is not documented. */
  readonly unsubscribe: string | undefined
}

const HOSTS: Readonly<Record<Site, { readonly console: string; readonly account: string }>> = {
  china: { console: 'console.huaweicloud.com', account: 'account.huaweicloud.com' },
  international: { console: 'console-intl.huaweicloud.com', account: 'account-intl.huaweicloud.com' },
}

/** The console of the cloud that a project is in; undefined where its address cannot be told from the project's endpoints. */
export function consolePages(
  { region, endpoints, endpointDomain }: Pick<Project, 'region' | 'endpoints' | 'endpointDomain'>,
  site: Site,
): ConsolePages | undefined {
  const pages = (host: string): ConsolePages => ({
    modelArts: `https://${host}/modelarts/?region=${region}`,
    myCredentials: `https://${host}/iam/#/myCredential`,
    unsubscribe: undefined,
  })
  if (endpointDomain) return pages(`console.${endpointDomain}`)
  if (endpoints?.modelarts !== undefined && !isPublic(endpoints.modelarts)) return undefined
  if (region.startsWith('eu-west-1')) return pages('console.eu.huaweicloud.com')
  const { console, account } = HOSTS[site]
  // The address is that of the vendor's own manual pages on ending a subscription ("费用中心 > 退订").
  return { ...pages(console), unsubscribe: `https://${account}/usercenter/#/userindex/retreatManagement` }
}

const isPublic = (address: string): boolean =>
  URL.canParse(address) && /(^|\.)myhuaweicloud\.(com|eu)$/.test(new URL(address).hostname)
