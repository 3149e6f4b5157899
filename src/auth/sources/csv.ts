import { CsvError, parse } from 'csv-parse/sync'
import { type Found, keysOf, type Reading } from './found'

interface Row {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** The downloaded `credentials.csv`: one header row whose titles depend on the language, then user, AK, SK. */
export function fromCsv(content: string): Reading {
  let rows: readonly Row[]
  try {
    rows = parse(content, { bom: true, skip_empty_lines: true, trim: true, info: true }) as unknown as readonly Row[]
  } catch (error) {
    const line = error instanceof CsvError && typeof error['lines'] === 'number' ? error['lines'] : undefined
    return { found: [], broken: { line, reason: 'notCsv' } }
  }
  const found: Found[] = []
  const bad: number[] = []
  for (const { record, info } of rows.slice(1)) {
    const [name = '', accessKey, secretKey] = record.length >= 3 ? record : ['', ...record]
    const keys = keysOf({ accessKey, secretKey })
    if (keys) found.push({ name, keys })
    else bad.push(info.lines)
  }
  const line = bad[0] ?? (found.length === 0 ? 2 : undefined)
  return { found, ...(line !== undefined && { broken: { line, reason: 'noKeys' } }) }
}
