import { basisPart } from './basis.ts'
import { millions, money, number, row, time } from './format.ts'
import { limitsPart } from './limits-page.ts'
import type { Measured, Model } from './model.ts'
import { type Outlook, outlookOf } from './outlook.ts'
import { sensitivityPart, sizesPart, targetPart } from './sizes.ts'
import { stepsPart } from './steps.ts'

export interface PageContext {
  /** What was measured on. */
  machine: string
  /** ISO 8601. */
  day: string
}

/**
 * docs/scale.md: what was measured, what follows from it by arithmetic, and what does not.
 * @param models of the same runs, by the template as it comes and with more memory for the large steps
 */
export function pageOf(models: { default: Model; large: Model }, context: PageContext): string {
  const last = models.default.measured.at(-1)!
  const rowsEach = last.rows / last.people
  const { memoryMb } = models.large.template.steps['resolve/decide']
  const asItComes = outlookOf('as it comes', models.default, rowsEach)
  const large = outlookOf(`with \`-c large-step-memory=${memoryMb}\``, models.large, rowsEach)
  // The one that goes further is told in full.
  const shown = endOf(large) > endOf(asItComes) && !asItComes.goesThrough ? large : asItComes
  return `${[
    '# Scale',
    '',
    'Written by `npm run bench -- scale --write`: no number is typed by hand but prices and assumptions (bench/scale/prices.ts, bench/scale/at.ts), which say where they are from.',
    '',
    ...verdict(asItComes, large),
    ...measuredPart(models.default, context),
    ...stepsPart(shown),
    ...limitsPart(asItComes, large, rowsEach),
    ...sizesPart(asItComes, large, rowsEach),
    ...targetPart(shown),
    ...sensitivityPart(shown, rowsEach),
    ...basisPart(shown),
  ].join('\n')}\n`
}

const endOf = ({ limits: [narrowest] }: Outlook) => narrowest?.size.people ?? Number.POSITIVE_INFINITY

function verdict(...outlooks: Outlook[]): string[] {
  const last = outlooks[0]!.model.measured.at(-1)!
  const most = Math.max(...outlooks[0]!.model.forced.map(({ partitions }) => partitions))
  return [
    `- **Measured:** up to ${number(last.rows)} order rows of ${number(last.people)} people, and up to ${most} partitions of identity resolution, on one machine. Nothing here was measured on AWS.`,
    ...outlooks.map(verdictOn),
    '',
  ]
}

function verdictOn({ name, memoryMb, limits: [narrowest], target, goesThrough }: Outlook): string {
  const people = `${millions(target.size.people)} million people`
  const priced = `${money(target.bill.dollars)} and ${time(target.duration.seconds)} for one build of everything`
  const end = narrowest
    ? `${millions(narrowest.size.people)} million people (${millions(narrowest.size.rows)} million rows): \`${narrowest.where}\`, ${narrowest.bound}`
    : 'no size that was looked at'
  const said = goesThrough
    ? `**${people} go through**: ${priced}. It ends at about ${end}.`
    : `**${people} do not go through.** It ends at about ${end}. If all went on at the same pace: ${priced}.`
  return `- **By arithmetic, the template ${name}** (${number(memoryMb)} MB): ${said}`
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

function measuredPart({ measured, forced }: Model, { machine, day }: PageContext): string[] {
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
