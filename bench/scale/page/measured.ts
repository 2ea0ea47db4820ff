import { number, row } from '../format.ts'
import type { Measured, Model } from '../model.ts'

/** Where and when the runs were. */
export interface MeasuredOn {
  /** Its processor and its load. */
  machine: string
  /** ISO 8601. */
  day: string
}

/** One run as a row of the table; compared with the run before of the same way, put as twice its rows. */
export function measuredRow(runs: readonly Measured[], i: number): string {
  const { rows, people, shards, partitions, forced, use } = runs[i]!
  const before = forced ? undefined : runs[i - 1]
  const twice = (of: 'seconds' | 'cpu') => (before ? twiceTheRows(before, runs[i]!, of).toFixed(2) : '')
  return row(
    ...[number(rows), number(people), shards, forced ? `${partitions}, forced` : partitions],
    ...[use.seconds.toFixed(1), use.cpu.toFixed(1), number(use.peakMb), number(rows / use.seconds)],
    ...[twice('seconds'), twice('cpu')],
  )
}

/** time = c × rowsᵉ through both: 2ᵉ, which of a doubling is the quotient itself. */
export function twiceTheRows(before: Measured, now: Measured, of: 'seconds' | 'cpu'): number {
  return 2 ** (Math.log(now.use[of] / before.use[of]) / Math.log(now.rows / before.rows))
}

/** The runs, and how the time grew from one to the next. */
export function measuredPart({ measured, forced }: Model, { machine, day }: MeasuredOn): string[] {
  const worst = Math.max(...measured.slice(1).map((one, i) => twiceTheRows(measured[i]!, one, 'seconds')))
  const runs = [...measured, ...forced]
  const told = forced.map(
    (one) => `${number(one.forced!)} for ${number(one.rows)} rows in ${one.partitions} partitions`,
  )
  return [
    '## Measured',
    '',
    `${day}, on ${machine}: Node and DynamoDB Local together, from the upload of ${measured.at(-1)!.files} files to the personas' CSV. The quiet period is 1 s. Two files are read at the same time, so memory is not that of \`npm run bench -- orders\`, which uploads one.`,
    '',
    '| order rows | people | shards | partitions | s | CPU s | peak MB | rows/s | twice the rows: × time | × CPU |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...runs.map((_, i) => measuredRow(runs, i)),
    '',
    `Accounts of these sizes take one partition by themselves. "Forced": the CDK context \`records-per-partition\` was ${told.join('; ')}.`,
    `"Twice the rows" is 2ᵉ where, from one size to the next, the time grows as rowsᵉ. Goal: at most 2.2. The worst: ${worst.toFixed(2)}, ${worst <= 2.2 ? 'met' : '**missed**'}.`,
    '',
  ]
}
