import { NetworkError } from './errors'

/** Whose word counts for a service's certificate, besides the authorities that everybody trusts. */
export interface Trust {
  /** The entry of the projects setting that says so; undefined for the setting of a first sign-in. */
  readonly entry?: string | undefined
  /** A file of certificates in PEM form; `~` stands for the home folder. */
  readonly caFile?: string | undefined
}

/** Why a file of certificates cannot be used. */
export type CaFileProblem = 'missing' | 'unreadable' | 'notPem'

/** A certificate that was not taken, as a person compares it. */
export interface RefusedCertificate {
  readonly subject: string
  readonly issuer: string
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  /** SHA-256, in pairs of hexadecimal digits. */
  readonly fingerprint: string
  /** What it is made out for. */
  readonly names: string
  /** Nobody trusted vouches for it, it is not valid at this time, or it is made out for another host. */
  readonly reason: 'issuer' | 'time' | 'name'
}

/** Nothing was sent: the service's certificate was refused, or the file of those to trust cannot be used. */
export class TrustError extends NetworkError {
  constructor(
    host: string,
    message: string,
    readonly trust: Trust,
    readonly problem: CaFileProblem | RefusedCertificate,
    options?: ErrorOptions,
  ) {
    super('tls', host, message, options)
  }
}
