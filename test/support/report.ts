/** Something that went wrong. */
export interface Failure {
  readonly title: string
  /** What happened, with the place in the code where it is known. */
  readonly message: string
}

/** What a step of the tests found. */
export interface Report {
  readonly passed: number
  readonly skipped: number
  readonly failures: readonly Failure[]
}

export const NOTHING: Report = { passed: 0, skipped: 0, failures: [] }

/** A report of one failure. */
export const failed = (title: string, error: unknown): Report => ({
  ...NOTHING,
  failures: [{ title, message: error instanceof Error ? (error.stack ?? error.message) : String(error) }],
})

/** Several reports as one; each title gets the step's name in front. */
export function sum(reports: readonly Report[]): Report {
  return {
    passed: reports.reduce((total, report) => total + report.passed, 0),
    skipped: reports.reduce((total, report) => total + report.skipped, 0),
    failures: reports.flatMap((report) => report.failures),
  }
}

/** `N passed, N failed`, and how many were skipped if any were. */
export function summary({ passed, failures, skipped }: Report): string {
  return `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
