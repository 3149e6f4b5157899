import { l10n, QuickPickItemKind } from 'vscode'
import { keyPairProblem } from '../../api/keyPairRules'
import type { KeyPair } from '../../api/schemas'
import { type ChangeOsAnswers, formerPair, type LoginAnswer, withLogin } from '../../model/changeOsAnswers'
import { keyPairProblemText } from '../../texts/server'
import { BACK, type Choice, type Step } from '../wizard'
import type { ChangeOsContext } from './context'

type LoginChoice = Choice & { readonly login?: LoginAnswer }

/** How to log in afterwards. */
export function loginStep(context: ChangeOsContext): Step<ChangeOsAnswers> {
  const { name, server, problem } = context
  return {
    ask: async (page, answers) => {
      const former = formerPair(answers.login) ?? (answers.login ? undefined : server.keyPairName)
      const active = former ? ({ kind: 'keyPair', name: former } as const) : answers.login
      const choice = await page.pick<LoginChoice>({
        placeholder: l10n.t('How to log in to {0} afterwards', name),
        problem: problem?.at === 'login' ? problem.text : undefined,
        choices: async () => linesOf(await context.keyPairs(), context),
        always: otherWays(context),
        isActive: ({ login }) => isSame(login, active),
      })
      if (choice === undefined || choice === BACK) return choice
      return choice.login ? withLogin(answers, choice.login) : answers
    },
  }
}

/** Supernodes take key pairs only; for them a password is not even offered. */
function otherWays({ canUsePassword }: ChangeOsContext): readonly LoginChoice[] {
  const ways: readonly LoginChoice[] = [
    { label: '', kind: QuickPickItemKind.Separator },
    { label: l10n.t('$(add) New key pair…'), alwaysShow: true, login: { kind: 'newKeyPair' } },
    { label: l10n.t('$(cloud-upload) Import public key…'), alwaysShow: true, login: { kind: 'importKeyPair' } },
  ]
  const password: LoginChoice = { label: l10n.t('$(key) Password…'), alwaysShow: true, login: { kind: 'password' } }
  return canUsePassword ? [...ways, password] : ways
}

const isSame = (a: LoginAnswer | undefined, b: LoginAnswer | undefined): boolean =>
  a !== undefined && a.kind === b?.kind && (a.kind !== 'keyPair' || (b.kind === 'keyPair' && a.name === b.name))

function linesOf(pairs: readonly KeyPair[], context: ChangeOsContext): readonly LoginChoice[] {
  if (pairs.length === 0) return [{ label: l10n.t('No key pairs in this project'), isDisabled: true }]
  const lines = pairs.map((pair) => lineOf(pair, context))
  return [...lines.filter((line) => !line.isDisabled), ...lines.filter((line) => line.isDisabled)]
}

function lineOf(pair: KeyPair, { server }: ChangeOsContext): LoginChoice {
  const problem = keyPairProblem(pair)
  const about = [
    pair.name === server.keyPairName && l10n.t('used now'),
    pair.scope === 'domain' && l10n.t('shared in the account'),
    pair.fingerprint,
  ]
  const description = about.filter(Boolean).join(' · ')
  if (!problem) return { label: pair.name, description, login: { kind: 'keyPair', name: pair.name } }
  return { label: `$(circle-slash) ${pair.name}`, description, detail: keyPairProblemText(problem), isDisabled: true }
}
