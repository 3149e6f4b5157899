/** An element of the tree: data that names what a row shows; the same row is the same object while it is shown. */
export type Row =
  | { readonly kind: 'project'; readonly project: string }
  | { readonly kind: 'server'; readonly project: string; readonly id: string }
  | { readonly kind: 'supernode'; readonly project: string; readonly id: string }
  /** Servers that share a status or a flavor. */
  | { readonly kind: 'group'; readonly project: string; readonly key: string }
  /** An entry of the projects setting that cannot be used. */
  | { readonly kind: 'setting'; readonly index: number }
  /** What stands in place of servers, or above them. */
  | { readonly kind: 'note'; readonly project: string; readonly note: Note }

/** What can stand in a project where servers would, or above them. */
export type Note = 'loading' | 'empty' | 'noMatch' | 'notSignedIn' | 'problem' | 'warning'

/** A text that is the same for the same row. */
export function rowId(row: Row): string {
  switch (row.kind) {
    case 'project':
      return JSON.stringify(['project', row.project])
    case 'server':
      return JSON.stringify(['server', row.project, row.id])
    case 'supernode':
      return JSON.stringify(['supernode', row.project, row.id])
    case 'group':
      return JSON.stringify(['group', row.project, row.key])
    case 'setting':
      return JSON.stringify(['setting', row.index])
    case 'note':
      return JSON.stringify(['note', row.project, row.note])
  }
}
