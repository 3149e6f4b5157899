import { env, l10n } from 'vscode'
import { masked } from '../../auth/credentials'
import type { Broken, Found, Reading } from '../../auth/sources/found'
import type { SourceChoice } from '../../wizard/signIn'

/** What one source holds, each with a masked preview; a broken one is named with its line. */
export function choicesOf({ found, broken }: Reading, where: string, now: number): readonly SourceChoice[] {
  const usable = found.map((own) => choiceOf(own, where, now))
  return broken ? [...usable, brokenChoice(broken, where)] : usable
}

function choiceOf(found: Found, where: string, now: number): SourceChoice {
  const { name, keys, lack, region, projectId, iam } = found
  const description = [name, where].filter(Boolean).join(' · ')
  const place = [region, projectId, iam].filter(Boolean).join(' · ')
  if (!keys) {
    const hint = l10n.t('Only region and project can be taken from here; enter the keys yourself.')
    return {
      label: l10n.t('{0}: no keys to take', name || where),
      description,
      detail: `${lackText(lack)} ${hint}`,
      found,
    }
  }
  const label = masked(keys.accessKey)
  const { expiresAt, securityToken } = keys
  if (expiresAt !== undefined && expiresAt <= now) {
    const ended = l10n.t('These keys expired on {0}.', new Date(expiresAt).toLocaleString(env.language))
    return { label, description, detail: `$(warning) ${ended}`, isDisabled: true }
  }
  return {
    label,
    description,
    detail: [securityToken && l10n.t('temporary'), place].filter(Boolean).join(' · '),
    found,
  }
}

function lackText(lack: Found['lack']): string {
  switch (lack) {
    case 'encrypted':
      return l10n.t('The keys are encrypted.')
    case 'token':
      return l10n.t('There is a token in place of keys.')
    case 'agency':
      return l10n.t('An agency gives out the keys each time.')
    case 'none':
    case undefined:
      return l10n.t('There are no keys in it.')
  }
}

const brokenChoice = ({ line, reason }: Broken, where: string): SourceChoice =>
  unusable(line === undefined ? where : l10n.t('{0}, line {1}', where, line), reasonText(reason))

/** A file that is there and cannot be read; `code` is the system's. */
export const unreadable = (where: string, code: string): SourceChoice =>
  unusable(
    where,
    code === 'EACCES' || code === 'EPERM' ? l10n.t('you may not read it') : code || l10n.t('unknown error'),
  )

/** A line that says why there is nothing to choose. */
export const unusable = (where: string, reason: string): SourceChoice => ({
  label: l10n.t('$(warning) This cannot be read'),
  detail: `${where}: ${reason}`,
  isDisabled: true,
})

/** In our own words: those of a parser may quote what it could not read, and that may be a secret. */
function reasonText(reason: Broken['reason']): string {
  switch (reason) {
    case 'iniLine':
      return l10n.t('neither a [section] nor a key = value')
    case 'keysMissing':
      return l10n.t('the section lacks ak or sk')
    case 'keysWrong':
      return l10n.t('ak or sk has characters that keys cannot have')
    case 'iam':
      return l10n.t('the address of IAM must begin with https')
    case 'notJson':
      return l10n.t('this is not JSON')
    case 'notKooCli':
      return l10n.t('this is not a KooCLI configuration')
    case 'notCsv':
      return l10n.t('this is not CSV')
    case 'noKeys':
      return l10n.t('there is no access key with its secret key')
  }
}
