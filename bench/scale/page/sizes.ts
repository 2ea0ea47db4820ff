import { assumed } from '../at.ts'
import { millions, money, number, row, time } from '../format.ts'
import type { Outlook, SizeOutlook } from '../outlook.ts'

/** Several numbers of people side by side, the largest by both templates. */
export function sizesPart(asItComes: Outlook, large: Outlook, rowsEach: number): string[] {
  const columns = [...asItComes.sizes, large.target]
  const line = (name: string, of: (column: SizeOutlook) => string) => row(name, ...columns.map(of))
  const longest = ({ steps }: SizeOutlook) => steps.reduce((most, one) => (one.seconds > most.seconds ? one : most))
  return [
    '## One build of everything',
    '',
    `With ${rowsEach.toFixed(2)} rows each, as measured; processor time × ${assumed.slower}. The template ${asItComes.name}; the last column, ${large.name}.`,
    '',
    line('million people', ({ size }) => millions(size.people)),
    `|---|${'---:|'.repeat(columns.length)}`,
    line('million rows', ({ size }) => millions(size.rows)),
    line('files, partitions, shards', ({ size }) => `${size.files}, ${size.partitions}, ${size.shards}`),
    line('duration', ({ duration }) => time(duration.seconds)),
    line('longest call', (one) => `${longest(one).step.law.path}, ${time(longest(one).seconds)}`),
    line('Lambda GB-seconds', ({ bill }) => number(bill.lines[0]!.units)),
    line('dollars', ({ bill }) => money(bill.dollars)),
    line('dollars per million people', ({ bill, size }) => money((bill.dollars / size.people) * 1e6)),
    line('dollars a month to keep the files', ({ bill }) => money(bill.month.dollars)),
    line('ends before', ({ ends }) => ends.join(', ') || 'nothing'),
    '',
  ]
}
