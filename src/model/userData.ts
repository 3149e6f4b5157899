/** The service's limit before base64; 32 KB is read as KiB, as ECS does. */
export const USER_DATA_BYTES = 32 * 1024

/** What keeps text from being user data. */
export type UserDataProblem =
  | { readonly kind: 'empty' }
  | { readonly kind: 'tooLarge'; readonly bytes: number }
  | { readonly kind: 'notText' }
  /** cloud-init would refuse the document. */
  | { readonly kind: 'yaml'; readonly message: string; readonly line: number | undefined }
  /** A cloud-config that is no mapping. */
  | { readonly kind: 'notMapping' }

/** What cloud-init takes a document for, by its first line; anything else it ignores without a word. */
export type UserDataFormat = 'cloud-config' | 'script' | 'other' | 'unknown'

/** The document's text, or why it cannot be sent. */
export function readUserData(bytes: Uint8Array): { readonly text: string } | UserDataProblem {
  if (bytes.length > USER_DATA_BYTES) return { kind: 'tooLarge', bytes: bytes.length }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
    if (text.includes('\0')) return { kind: 'notText' }
    return text.trim() === '' ? { kind: 'empty' } : { text }
  } catch {
    return { kind: 'notText' }
  }
}

const OTHERS = ['#cloud-boothook', '#include', '#include-once', '#part-handler', '#upstart-job', '## template: jinja']

/** Judges by the first line alone, as cloud-init does. */
export function formatOf(text: string): UserDataFormat {
  const first = (text.split(/\r?\n/, 1)[0] ?? '').trimEnd()
  if (first === '#cloud-config') return 'cloud-config'
  if (first.startsWith('#!')) return 'script'
  const isOther =
    OTHERS.includes(first) || first.startsWith('#cloud-config-') || /^Content-Type: multipart\//i.test(text)
  return isOther || /^MIME-Version:/i.test(text) ? 'other' : 'unknown'
}

/** For the request; nothing before it needs this form. */
export const toBase64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
