import { peoplePerShard } from '../shared/lake/shard-range.ts'
import { durationOf, stepsAt } from './scale-at.ts'
import { basisPart, pricesPart } from './scale-basis.ts'
import { billOf } from './scale-bill.ts'
import { millions, money, number, percent, row, time } from './scale-format.ts'
import { growth, type Size, sizeOf } from './scale-growth.ts'
import { type Limit, limitsOf, rowsInMemory } from './scale-limits.ts'
import type { Measured, Model, StepModel } from './scale-model.ts'
import { sensitivityPart, sizesPart, targetPart } from './scale-sizes.ts'

/** The size that is asked for, and the smaller ones beside it. */
const TARGET = 100_000_000
const SIZES = [1_000_000, 10_000_000, TARGET]

export interface PageContext {
  /** What was measured on. */
  machine: string
  /** ISO 8601. */
  day: string
  /** Memory of the large steps in the template as it comes, MB. */
  defaultMb: number
}

/** docs/scale.md: what was measured, what follows from it by arithmetic, and what does not. */
export function pageOf(model: Model, context: PageContext): string {
  const last = model.measured.at(-1)!
  const rowsEach = last.rows / last.people
  const target = sizeOf(TARGET, rowsEach)
  const limits = limitsOf(model, rowsEach)
  return `${[
    '# Scale',
    '',
    'Written by `npm run bench -- scale --write`. No measured number is typed by hand; prices and assumptions are, and each says where it is from.',
    '',
    ...verdict(model, target, limits),
    ...measuredPart(model, context),
    ...growthPart(model),
    ...limitsPart(limits, rowsEach, context),
    ...sizesPart(model, SIZES, rowsEach, limits),
    ...targetPart(model, target),
    ...sensitivityPart(model, target, rowsEach),
    ...basisPart(model, context.defaultMb, target),
    ...pricesPart(),
  ].join('\n')}\n`
}

function verdict(model: Model, target: Size, limits: Limit[]): string[] {
  const last = model.measured.at(-1)!
  const [narrowest] = limits
  const steps = stepsAt(model, target)
  const priced = `${money(billOf(model, target, steps).dollars)} and ${time(durationOf(model, steps).seconds)} for one build of everything`
  const asked = `${millions(target.people)} million people`
  return [
    `- **Measured:** up to ${number(last.rows)} order rows of ${number(last.people)} people, on one machine. Nothing here was measured on AWS.`,
    ...(narrowest
      ? [
          `- **By arithmetic:** the template, with more memory for the large steps, goes up to about **${millions(narrowest.size.people)} million people** (${millions(narrowest.size.rows)} million rows). There \`${narrowest.where}\` ends: ${narrowest.bound}.`,
        ]
      : []),
    !narrowest || narrowest.size.people > target.people
      ? `- **${asked}:** ${priced}.`
      : `- **${asked} do not go through as it stands.** What that size would cost if each step that ends before it went on at the same pace: ${priced}.`,
    '',
  ]
}

/** One measured size as a row of the table; compared with the size before, put as twice its rows. */
export function measuredRow(measured: readonly Measured[], i: number): string {
  const { rows, people, shards, use } = measured[i]!
  const before = measured[i - 1]
  const twice = (of: 'seconds' | 'cpu') => (before ? twiceTheRows(before, measured[i]!, of).toFixed(2) : '')
  return row(
    ...[number(rows), number(people), shards, use.seconds.toFixed(1), use.cpu.toFixed(1), number(use.peakMb)],
    ...[number(rows / use.seconds), twice('seconds'), twice('cpu')],
  )
}

/** time = c × rowsᵉ through both: 2ᵉ, which of a doubling is the quotient itself. */
export function twiceTheRows(before: Measured, now: Measured, of: 'seconds' | 'cpu'): number {
  return 2 ** (Math.log(now.use[of] / before.use[of]) / Math.log(now.rows / before.rows))
}

function measuredPart({ measured }: Model, { machine, day }: PageContext): string[] {
  const worst = Math.max(...measured.slice(1).map((one, i) => twiceTheRows(measured[i]!, one, 'seconds')))
  const last = measured.at(-1)!
  const functions = last.steps.filter(({ calls, cpu }) => calls > 0 && cpu >= last.use.cpu / 100)
  return [
    '## Measured',
    '',
    `${day}, on ${machine}: Node and DynamoDB Local together, from the upload of ${last.files} files to the personas' CSV. The quiet period is 1 s. Two files are read at the same time, so memory is not that of \`npm run bench -- orders\`, which uploads one.`,
    '',
    '| order rows | people | shards | s | CPU s | peak MB | rows/s | twice the rows: × time | × CPU |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...measured.map((_, i) => measuredRow(measured, i)),
    '',
    `"Twice the rows" is 2ᵉ where, from one size to the next, the time grows as rowsᵉ. Goal: at most 2.2. The worst: ${worst.toFixed(2)}, ${worst <= 2.2 ? 'met' : '**missed**'}.`,
    '',
    `Where it goes at ${number(last.rows)} rows (less than a hundredth of the processor time is left out):`,
    '',
    '| function | calls | s a call | CPU s | MB from S3 | MB to S3 |',
    '|---|---:|---:|---:|---:|---:|',
    ...functions.map(({ name, calls, seconds, cpu }) => {
      const asked = last.requests[name]
      const mb = (bytes = 0) => (bytes / 1e6).toFixed(1)
      return row(shortName(name), calls, (seconds / calls).toFixed(2), cpu.toFixed(1), mb(asked?.got), mb(asked?.put))
    }),
    '',
  ]
}

const shortName = (name: string) => name.replace(/^.*?(Steps|Api|Events)(?=[A-Z])/, '$1 ')

function growthPart(model: Model): string[] {
  return [
    '## What a call grows with',
    '',
    'Seconds of a call = fixed + each × its work, on the measuring machine. Each is the slope between the two largest sizes that differ in that work by a third or more; what did not grow from one to the other counts as fixed. If a step used more processor time than a Lambda of its memory has in these seconds, that counts instead.',
    '',
    '| step | one call | grows with | fixed, s | s per million | MB from S3 per million | to S3 |',
    '|---|---|---|---:|---:|---:|---:|',
    ...model.steps.map(growthRow),
    '',
  ]
}

const unitOf = {
  ...{ rows: 'all rows', shard: 'rows that it reads', file: 'rows of its file', sample: 'people of the sample' },
  ...{ shards: 'shards', nothing: 'nothing' },
}

function growthRow(step: StepModel): string {
  const grows = growth[step.path]
  const isCounted = grows.with !== 'shards' && grows.with !== 'nothing'
  const each = { nothing: '', shards: `${step.lines.seconds.each.toFixed(2)} each` }[grows.with as 'shards']
  const { got, seconds, isMeasured } = step.spread
  const how = isMeasured ? 'measured' : 'as the code reads: only one shard was ever measured'
  const time = isMeasured && got > 0 ? `, for ${percent(seconds / got)} of the time that its own take` : ''
  return row(
    step.path,
    grows.with === 'shard'
      ? `${grows.because}; reads ${percent(got)} of the other shards' rows${time} (${how})`
      : grows.because,
    unitOf[grows.with],
    step.lines.seconds.fixed.toFixed(2),
    each ?? (step.lines.seconds.each * 1e6).toFixed(2),
    // Bytes per unit of work are MB per million of it.
    isCounted ? step.lines.got.each.toFixed(1) : '',
    isCounted ? step.lines.put.each.toFixed(1) : '',
  )
}

function limitsPart(limits: Limit[], rowsEach: number, { defaultMb }: PageContext): string[] {
  const inDefault = rowsInMemory(defaultMb)
  return [
    '## Where it ends',
    '',
    'The first size at which a bound is met, by the lines above. Identity resolution decides who is who in one call over everything (`resolve/prepare`): what ends it, ends the account. /tmp is taken to hold what a call gets from S3 and puts there, but for `ingest/finish`, which goes through hashes in memory; what DuckDB spills comes on top, and is not known.',
    '',
    '| step | ends at | million people | million rows |',
    '|---|---|---:|---:|',
    ...limits.map(({ where, bound, size }) => row(where, bound, millions(size.people), millions(size.rows))),
    '',
    `- Memory: with the ${number(defaultMb)} MB of the template as it comes, \`resolve/prepare\` ends at ${millions(inDefault)} million rows, ${millions(inDefault / rowsEach)} million people. By its own arithmetic (shared/lake/people/key-memory.ts), with one identity set; each further set counts its rows again.`,
    `- Above ${number((peoplePerShard * 256) / 1e6)} million people a shard has more than the ${number(peoplePerShard)} for which it is made: a Map runs at most 256 of them.`,
    '- An upload is one file, which a step reads whole: at most 5 GB by URL, and what fits into /tmp with what is made of it.',
    '- An account of AWS runs 1,000 functions at the same time; a new one 10, where builds wait for their turn and this arithmetic does not hold.',
    '',
  ]
}
