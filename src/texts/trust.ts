import { l10n } from 'vscode'
import type { CaFileProblem, RefusedCertificate, Trust, TrustError } from '../api/trust'
import type { Words } from './words'

/** Which certificate was refused or which file cannot be used, and the setting in which that is put right. */
export function trustWords({ host, trust, problem }: TrustError): Words {
  const setting = settingText(trust)
  if (typeof problem === 'string') {
    const short = fileText(problem, trust.entry === undefined ? 'iamCaFile' : 'caFile')
    const file = trust.caFile ?? ''
    return { short, remedy: l10n.t('Nothing was sent. Correct {0}, which names {1}, or the file.', setting, file) }
  }
  return {
    short: l10n.t('The service’s certificate is not trusted.'),
    remedy: `${certificateText(problem)} ${wayOut(problem, host, trust, setting)}`,
  }
}

/** Short enough to leave the row room for the way out. */
function fileText(problem: CaFileProblem, field: string): string {
  switch (problem) {
    case 'missing':
      return l10n.t('The file in “{0}” is missing.', field)
    case 'unreadable':
      return l10n.t('The file in “{0}” cannot be read.', field)
    case 'notPem':
      return l10n.t('The file in “{0}” holds no PEM certificates.', field)
  }
}

const settingText = ({ entry }: Trust): string =>
  entry === undefined ? 'modelartsDevServers.iamCaFile' : l10n.t('“caFile” of the project “{0}”', entry)

function certificateText({ subject, issuer, from, to, fingerprint }: RefusedCertificate): string {
  return l10n.t(
    'Refused was the certificate of {0}, issued by {1}, valid from {2} to {3}, SHA-256 {4}.',
    subject,
    issuer,
    dayOf(from),
    dayOf(to),
    fingerprint,
  )
}

function wayOut({ reason, names }: RefusedCertificate, host: string, { caFile }: Trust, setting: string): string {
  switch (reason) {
    case 'time':
      return l10n.t('It is not valid today: the service needs a new one, or this computer’s clock is wrong.')
    case 'name':
      return l10n.t('It is made out for {0}, not for {1}: check the addresses of the project.', names, host)
    case 'issuer':
      return caFile === undefined
        ? l10n.t('If it is the right one, name a file with its issuer’s certificate in {0}.', setting)
        : l10n.t('No certificate in {0} vouches for it: put its issuer’s there, or correct {1}.', caFile, setting)
  }
}

const dayOf = (ms: number): string => (Number.isNaN(ms) ? '?' : new Date(ms).toISOString().slice(0, 10))
