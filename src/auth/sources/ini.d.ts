declare module 'ini' {
  /** Sections become objects; what is no `key = value` becomes a key that is true. */
  export function parse(text: string): Record<string, unknown>
}
