import { env, l10n, QuickPickItemKind, window } from 'vscode'
import { withHome } from '../../base/paths'
import { type ChangeOsAnswers, type ChangeOsPlan, planOf } from '../../model/changeOsAnswers'
import type { CopiedRequest } from '../../model/copiedRequest'
import { curlCommand } from '../../model/curlCommand'
import { hcloudCommand } from '../../model/hcloudCommand'
import { serverUrl } from '../../model/requestUrl'
import { terraformResource } from '../../model/terraformResource'
import { BACK, type Choice, type Step } from '../wizard'
import type { ChangeOsContext } from './context'
import type { ReviewDocument } from './reviewDocument'
import { reviewText } from './reviewText'

type Way = 'go' | 'back' | 'hcloud' | 'curl' | 'terraform'
type ActionChoice = Choice & { readonly way?: Way }

/** Shows what will happen, in full, beside; nothing goes on without having been here. */
export function reviewStep(context: ChangeOsContext, document: ReviewDocument): Step<ChangeOsAnswers> {
  return {
    ask: async (page, answers) => {
      const plan = planOf(answers)
      if (!plan) return BACK
      // What was wrong with an answer has been mended on the way here.
      const problem = context.problem?.at === 'review' ? context.problem.text : undefined
      const stopFirst = context.stopFirst(plan)
      await document.show(reviewText({ ...context, plan, stopFirst, problem }))
      for (;;) {
        const choice = await page.pick<ActionChoice>({
          placeholder: l10n.t('Read the review beside, then decide'),
          problem,
          choices: () => waysOf(context, stopFirst !== undefined),
          isActive: ({ way }) => way === 'go',
        })
        if (choice === undefined || choice === BACK || choice.way === 'back') return choice && BACK
        if (choice.way === 'go') return answers
        await copy(choice.way, requestOf(context, plan))
      }
    },
  }
}

function waysOf({ action, name, supernode }: ChangeOsContext, mustStop: boolean): readonly ActionChoice[] {
  return [
    { label: `$(check) ${goText(action, mustStop)}`, description: name, way: 'go' },
    { label: l10n.t('$(arrow-left) Back'), way: 'back' },
    { label: l10n.t('Copy As, without secrets'), kind: QuickPickItemKind.Separator },
    { label: l10n.t('$(copy) hcloud command (KooCLI)'), way: 'hcloud' },
    { label: l10n.t('$(copy) curl command'), way: 'curl' },
    ...(supernode ? [] : [{ label: l10n.t('$(copy) Terraform resource'), way: 'terraform' } as const]),
  ]
}

/** The words of the button that goes on. */
function goText(action: ChangeOsContext['action'], mustStop: boolean): string {
  if (action === 'reinstallos') return mustStop ? l10n.t('Stop, Then Reinstall OS…') : l10n.t('Reinstall OS…')
  return mustStop ? l10n.t('Stop, Then Change OS…') : l10n.t('Change OS…')
}

function requestOf(context: ChangeOsContext, plan: ChangeOsPlan): CopiedRequest {
  const { image, login, userData } = plan
  const { action, project, server, name, url, supernode, stopFirst } = context
  return {
    operation: supernode ? 'hyperinstanceChangeos' : action,
    region: project.region,
    projectId: project.projectId,
    serverId: supernode?.id ?? server.id,
    serverName: name,
    url,
    ...(project.caFile && { caFile: withHome(project.caFile) }),
    ...(stopFirst(plan) && { stopUrl: serverUrl(project, server.id, 'stop') }),
    login: 'keyPairName' in login ? login : 'password',
    userDataName: userData?.name,
    ...(image.id && { imageId: image.id, imageName: image.name }),
  }
}

async function copy(way: Exclude<Way, 'go' | 'back'> | undefined, request: CopiedRequest): Promise<void> {
  const text = way && copiedText(way, request)
  if (!text) return
  await env.clipboard.writeText(text)
  window.setStatusBarMessage(l10n.t('$(copy) Copied. It has no secrets in it.'), 5_000)
}

function copiedText(way: Exclude<Way, 'go' | 'back'>, request: CopiedRequest): string | undefined {
  switch (way) {
    case 'hcloud':
      return hcloudCommand(request)
    case 'curl':
      return curlCommand(request)
    case 'terraform':
      return terraformResource(request)
  }
}
