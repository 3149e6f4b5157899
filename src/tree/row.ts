/** An element of the tree: data that names what a row shows; the same row is the same object while it is shown. */
export type Row =
  | { readonly kind: 'project'; readonly project: string }
  | { readonly kind: 'server'; readonly project: string; readonly id: string }
  /** An entry of the projects setting that cannot be used. */
  | { readonly kind: 'setting'; readonly index: number }
  /** What stands in place of servers, or above them. */
  | { readonly kind: 'note'; readonly project: string; readonly note: 'loading' | 'empty' | 'notSignedIn' | 'problem' }

/** A text that is the same for the same row. */
export function rowId(row: Row): string {
  switch (row.kind) {
    case 'project':
      return JSON.stringify(['project', row.project])
    case 'server':
      return JSON.stringify(['server', row.project, row.id])
    case 'setting':
      return JSON.stringify(['setting', row.index])
    case 'note':
      return JSON.stringify(['note', row.project, row.note])
  }
}
