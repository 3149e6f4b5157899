declare module 'ini' {
  /** Sections become objects; a dot in the name of one that is not escaped makes another level. */
  export function parse(text: string): Record<string, unknown>
}
