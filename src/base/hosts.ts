import { isIP } from 'node:net'

// What comes from the service or from settings and ends in a command line or in a file of ssh's is checked here.

const HOST_NAME =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)*$/
const USER = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/

/** An address or host name that ssh cannot take for an option, a pattern or two words. */
export const isHost = (text: string): boolean => (isIP(text) !== 0 && !text.includes('%')) || HOST_NAME.test(text)

/** A user name that ssh and a shell cannot take for anything else. */
export const isUser = (text: string): boolean => USER.test(text)

/** A TCP port that something can listen on. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536

/** One stop on the way to a server. */
export interface Hop {
  readonly user?: string | undefined
  readonly host: string
  readonly port?: number | undefined
}

/** The stops of `[user@]host[:port]`, several with commas between; undefined where it is not of that form. */
export function hopsOf(jump: string): readonly Hop[] | undefined {
  const hops = jump.split(',').map((text) => hopOf(text.trim()))
  return hops.every((hop) => hop !== undefined) ? hops : undefined
}

function hopOf(text: string): Hop | undefined {
  const parts = /^(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:@[\]]+))(?::(\d{1,5}))?$/.exec(text)
  if (!parts) return undefined
  const [, user, inBrackets, plain, portText] = parts
  const host = inBrackets ?? plain ?? ''
  const port = portText === undefined ? undefined : Number(portText)
  const isUsable = isHost(host) && (user === undefined || isUser(user)) && (port === undefined || isPort(port))
  return isUsable ? { user, host, port } : undefined
}

/** A jump host as ssh writes it. */
export function hopText({ user, host, port }: Hop): string {
  const place = host.includes(':') ? `[${host}]` : host
  return `${user === undefined ? '' : `${user}@`}${place}${port === undefined ? '' : `:${port}`}`
}

/** The forms under which ssh may have kept the key that a host has at a port; the one that ssh writes comes first. */
export function hostForms(host: string, port: number): readonly string[] {
  const name = host.toLowerCase()
  return port === 22 ? [name, `[${name}]:22`] : [`[${name}]:${port}`]
}
