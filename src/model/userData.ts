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

/** What cloud-init takes a document for, by its beginning; anything else it ignores without a word. */
export type UserDataFormat = 'cloud-config' | 'script' | 'windowsScript' | 'other' | 'unknown'

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

const OTHERS = ['#cloud-config-', '#cloud-boothook', '#include', '#part-handler', '#upstart-job', '## template: jinja']

/** Judges by how the text begins; newer versions of cloud-init also take blanks before it and capitals, older ones do not. */
export function formatOf(text: string): UserDataFormat {
  if (OTHERS.some((mark) => text.startsWith(mark)) || /^(Content-Type: multipart\/|MIME-Version:)/i.test(text))
    return 'other'
  if (text.startsWith('#cloud-config')) return 'cloud-config'
  if (!text.startsWith('#!')) return 'unknown'
  // The kernel would look for an interpreter whose name ends in a carriage return.
  return /^.*\r\n/.test(text) ? 'windowsScript' : 'script'
}

/** For the request; nothing before it needs this form. */
export const toBase64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')
