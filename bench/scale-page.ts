import type { machineNames } from '../cdk/functions.ts'
import { billOf } from './scale-bill.ts'
import { growth, type Size, sizeOf } from './scale-growth.ts'
import { type Limit, limitsOf } from './scale-limits.ts'
import { assumed, durationOf, type Measured, type Model, othersByCode, type StepAt, stepsAt } from './scale-model.ts'
import { facts, LOOKED_UP, type Price, prices } from './scale-prices.ts'

const TARGET = 100_000_000
const SIZES = [1_000_000, 10_000_000, TARGET]
const FACTORS = [1, 1.5, 2, 3]

export interface PageContext {
  /** What was measured on. */
  machine: string
  /** ISO 8601. */
  day: string
  /** Memory of the large steps without being asked for more, MB. */
  defaults: number
}

/** docs/scale.md: what was measured, what follows from it, and what does not. */
export function pageOf(model: Model, context: PageContext): string {
  const last = model.measured.at(-1)!
  const rowsEach = last.rows / last.people
  const target = sizeOf(TARGET, rowsEach)
  const limits = limitsOf(model, rowsEach)
  return `${[
    '# Scale',
    '',
    'Written by `npm run bench -- scale --write`; no number in it is typed by hand, except the prices and assumptions, which say where they are from.',
    '',
    ...verdict(model, target, limits),
    ...measuredPart(model, context),
    ...growthPart(model),
    ...limitsPart(limits),
    ...sizesPart(model, rowsEach, limits),
    ...targetPart(model, target),
    ...sensitivityPart(model, target, rowsEach),
    ...assumedPart(model, context),
    ...pricesPart(),
  ].join('\n')}\n`
}

function verdict(model: Model, target: Size, limits: Limit[]): string[] {
  const last = model.measured.at(-1)!
  const [narrowest] = limits
  const fits = !narrowest || narrowest.size.people > target.people
  const { dollars } = billOf(model, target, stepsAt(model, target))
  const duration = time(durationOf(model, stepsAt(model, target)).seconds)
  const priced = `${money(dollars)} and ${duration} for one build of everything`
  return [
    `**Measured:** up to ${number(last.rows)} order rows, ${number(last.people)} people, all on one machine. Nothing here was measured on AWS.`,
    ...(narrowest
      ? [
          `**By arithmetic:** the template as it is, with more memory for the large steps, goes up to about **${millions(narrowest.size.people)} million people** (${millions(narrowest.size.rows)} million rows); then \`${narrowest.where}\` ends at ${narrowest.bound}.`,
        ]
      : []),
    fits
      ? `**${millions(target.people)} million people:** ${priced}.`
      : `**${millions(target.people)} million people do not go through as it stands.** The arithmetic goes on beyond what ends there, to say what it would cost if those steps were cut like the others and took as long in sum: ${priced}.`,
    '',
  ]
}

const HEAD = [
  '| order rows | people | shards | s | CPU s | peak MB | rows/s | twice the rows: × time | × CPU |',
  '|---:|---:|---:|---:|---:|---:|---:|---:|---:|',
]

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
  const steps = last.steps.filter(({ calls, cpu }) => calls > 0 && cpu >= last.use.cpu / 100)
  return [
    '## Measured',
    '',
    `${day}, on ${machine}: Node and DynamoDB Local together, from the upload of ${last.files} files to the personas' CSV. Quiet period: 1 s.`,
    '',
    ...HEAD,
    ...measured.map((_, i) => measuredRow(measured, i)),
    '',
    `"Twice the rows" is 2ᵉ, where the time between two sizes grows as rowsᵉ. Goal: at most 2.2. Worst of these: ${worst.toFixed(2)}, ${worst <= 2.2 ? 'met' : '**missed**'}.`,
    '',
    `Where it goes at ${number(last.rows)} rows (what takes less than a hundredth is left out):`,
    '',
    '| function | calls | s a call | CPU s | MB got from S3 | MB put |',
    '|---|---:|---:|---:|---:|---:|',
    ...steps.map(({ name, calls, seconds, cpu }) => {
      const asked = last.requests[name]
      const mb = (bytes = 0) => number(bytes / 1e6)
      return row(shortName(name), calls, (seconds / calls).toFixed(2), cpu.toFixed(1), mb(asked?.got), mb(asked?.put))
    }),
    '',
  ]
}

function growthPart(model: Model): string[] {
  return [
    '## What a call grows with',
    '',
    'Seconds of a call = fixed + each × its work, on the measuring machine; each is the slope between the two largest sizes that differ in that work. Where processor time is more than a Lambda of that memory has in these seconds, it counts instead.',
    '',
    '| step | one call | grows with | fixed, s | s per million of it | MB through S3 per million |',
    '|---|---|---|---:|---:|---:|',
    ...model.steps.map((step) => {
      const grows = growth[step.path]
      const [slope, bytes] =
        grows.with === 'shards' ? [step.seconds.each, 0] : [step.seconds.each * 1e6, step.bytes.each]
      const others = step.others ?? othersByCode(step.path)
      const known = step.others === undefined ? ' (by reading the code: never more than one shard ran)' : ''
      const also = grows.with === 'shard' ? `, reads ${percent(others)} of the other shards' rows${known}` : ''
      const unit = grows.with === 'shards' ? ' each' : ''
      return row(
        step.path,
        grows.because + also,
        unitOf[grows.with],
        step.seconds.fixed.toFixed(2),
        grows.with === 'nothing' ? '' : slope.toFixed(2) + unit,
        grows.with === 'nothing' || unit ? '' : number(bytes),
      )
    }),
    '',
  ]
}

const unitOf = {
  ...{ rows: 'all rows', shard: 'rows of its shard', file: 'rows of its file', sample: 'people of the sample' },
  ...{ shards: 'shards', nothing: 'nothing' },
}

function limitsPart(limits: Limit[]): string[] {
  return [
    '## Where it ends',
    '',
    'The first size at which a bound is met, by the lines above. /tmp holds at least what a call gets from S3 and puts there; what DuckDB spills comes on top, and is not known. Identity resolution decides in one call who is who, over everything: its bounds are those of the account.',
    '',
    '| step | ends at | million people | million rows |',
    '|---|---|---:|---:|',
    ...limits.map(({ where, bound, size }) => row(where, bound, millions(size.people), millions(size.rows))),
    '',
    'Besides: a Map runs at most 256 shards, so that above 128 million people shards have more than the 500,000 people for which they are made. One upload is one PUT of at most 5 GiB. An account of AWS runs 1,000 functions at the same time (a new one 10: builds wait for their turn, and this arithmetic does not hold).',
    '',
  ]
}

function sizesPart(model: Model, rowsEach: number, limits: Limit[]): string[] {
  const columns = SIZES.map((people) => {
    const size = sizeOf(people, rowsEach)
    const steps = stepsAt(model, size)
    const { lines, dollars, month } = billOf(model, size, steps)
    const ends = [...new Set(limits.filter((one) => one.size.people <= people).map((one) => one.where))]
    const longest = steps.reduce((most, one) => (one.seconds > most.seconds ? one : most))
    return {
      size,
      ends,
      dollars,
      month,
      longest,
      lambda: lines[0]!.units,
      seconds: durationOf(model, steps).seconds,
    }
  })
  const line = (name: string, of: (column: (typeof columns)[number]) => string) => row(name, ...columns.map(of))
  return [
    '## One build of everything',
    '',
    `With ${rowsEach.toFixed(2)} rows each, as measured; ${assumed.slower} × the seconds of the measuring machine.`,
    '',
    row('', ...columns.map(({ size }) => `${millions(size.people)} million people`)),
    '|---|---:|---:|---:|',
    line('million rows', ({ size }) => millions(size.rows)),
    line('files, shards', ({ size }) => `${size.files}, ${size.shards}`),
    line('duration', ({ seconds }) => time(seconds)),
    line('longest call', ({ longest }) => `${longest.step.path}, ${time(longest.seconds)}`),
    line('Lambda GB-seconds', ({ lambda }) => number(lambda)),
    line('dollars', ({ dollars }) => money(dollars)),
    line('dollars per million people', ({ dollars, size }) => money((dollars / size.people) * 1e6)),
    line('dollars a month to keep the files', ({ month }) => money(month.dollars)),
    line('goes through', ({ ends }) => (ends.length ? `**no**: ${ends.join(', ')}` : 'yes')),
    '',
  ]
}

function targetPart(model: Model, size: Size): string[] {
  const steps = stepsAt(model, size)
  const { lines, dollars, month } = billOf(model, size, steps)
  const duration = durationOf(model, steps)
  const gbSeconds = steps.reduce((sum, one) => sum + one.gbSeconds, 0)
  return [
    `## ${millions(size.people)} million people, line by line`,
    '',
    `${number(size.people)} people, ${number(size.rows)} rows, ${size.files} files, ${size.shards} shards.`,
    '',
    `Seconds of a call = ${assumed.slower} × (fixed + each × work) + bytes ÷ ${number(assumed.bytesASecond)}. GB-seconds = (calls × seconds + cold starts × ${assumed.coldSeconds}) × GB.`,
    '',
    '| step | GB | calls | s a call | of them S3 | cold starts | GB-seconds |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...[...steps].sort((a, b) => b.gbSeconds - a.gbSeconds).map(stepRow),
    row('**all**', '', number(steps.reduce((sum, one) => sum + one.calls, 0)), '', '', '', `**${number(gbSeconds)}**`),
    '',
    '| duration | arithmetic | s |',
    '|---|---|---:|',
    row('quiet period', "the template's default", number(duration.quiet)),
    ...duration.machines.map(({ machine, seconds }) => row(machine, wavesOf(model, machine, steps), number(seconds))),
    row(
      'between the machines',
      `measured × ${assumed.slower}: events, planning, API, polling once a second`,
      number(duration.between),
    ),
    row('**all**', '', `**${number(duration.seconds)}** (${time(duration.seconds)})`),
    '',
    '| | units | how many of them | $ per | $ |',
    '|---|---:|---|---|---:|',
    ...lines.map((one) =>
      row(one.what, units(one.units), one.how, pricePer(prices[one.price]), one.dollars.toFixed(4)),
    ),
    row('**all**', '', '', '', `**${dollars.toFixed(2)}**`),
    row(month.what, units(month.units), month.how, pricePer(prices.s3Month), month.dollars.toFixed(2)),
    '',
  ]
}

function stepRow({ step, calls, seconds, bytes, cold, gbSeconds }: StepAt): string {
  const transfer = bytes / assumed.bytesASecond
  return row(
    ...[step.path, (step.memoryMb / 1024).toFixed(2), calls, seconds.toFixed(1), transfer.toFixed(1), cold],
    number(gbSeconds),
  )
}

function wavesOf({ template }: Model, machine: (typeof machineNames)[number], steps: readonly StepAt[]): string {
  const { atOnce } = template.machines[machine]
  return steps
    .filter(({ step }) => step.machine === machine)
    .map(({ calls, seconds }) => {
      const waves = Math.ceil(calls / atOnce)
      const each = seconds.toFixed(1)
      return `${assumed.coldSeconds} + ${calls > 1 ? `⌈${calls} ÷ ${atOnce}⌉ = ${waves} × ${each}` : each}`
    })
    .join(' + ')
}

function sensitivityPart(model: Model, size: Size, rowsEach: number): string[] {
  return [
    '### If Lambda is slower or faster than assumed',
    '',
    `How a vCPU of Lambda compares with a core of the measuring machine is not known. Assumed: it takes ${assumed.slower} times as long.`,
    '',
    '| times as long | GB-seconds | $ | duration | goes up to million people |',
    '|---:|---:|---:|---:|---:|',
    ...FACTORS.map((slower) => {
      const a = { ...assumed, slower }
      const steps = stepsAt(model, size, a)
      const { dollars, lines } = billOf(model, size, steps, a)
      const [narrowest] = limitsOf(model, rowsEach, a)
      return row(
        ...[slower, number(lines[0]!.units), money(dollars), time(durationOf(model, steps, a).seconds)],
        narrowest ? `${millions(narrowest.size.people)} (${narrowest.where}, ${narrowest.bound})` : 'all',
      )
    }),
    '',
  ]
}

function assumedPart(model: Model, { defaults }: PageContext): string[] {
  const { measured, counted, template } = model
  const atOnce = template.machines.resolve.atOnce
  const large = Math.max(...Object.values(template.steps).map(({ memoryMb }) => memoryMb))
  return [
    '## What this rests on',
    '',
    'Not measured, assumed:',
    '',
    `- A vCPU of Lambda takes ${assumed.slower} × as long as a core here. A function has memory ÷ ${number(facts.vcpuMb.value)} MB of them (${facts.vcpuMb.source}).`,
    `- ${number(assumed.bytesASecond / 1e6)} million bytes a second between a function and S3 (one published measurement has 400 to 700 Mbit/s), on top of the local transfer, which the measured seconds hold.`,
    `- A cold start takes ${assumed.coldSeconds} s, is billed (aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase: since August 2025), and the first ${atOnce} calls of a Map are cold.`,
    `- The customer delivers files of at most 3 million rows; above 256 files, calls read several.`,
    '- People, identities and columns like those of the generated orders: one dataset, one stream, one trait, a cohort of everybody, one set of personas, one target of everybody. Records that share many identifiers cost more, and rows with more columns.',
    `- The large steps have ${number(large)} MB (\`-c large-step-memory=${large}\`); the template as it comes has ${number(defaults)}, which ends sooner.`,
    `- Lambda logs ${assumed.logBytesACall} bytes of its own a call, Step Functions ${number(assumed.logBytesAState)} a state.`,
    '',
    'Not linear, or not proven:',
    '',
    `- The lines go through sizes up to ${number(measured.at(-1)!.rows)} rows and are drawn out to ${number(TARGET)} people. A database that spills to disk gets slower than a line; whether and where it begins to was not measured.`,
    '- The first shard holds the fit sample, whose history is told too: its `score` takes longer than the average that is drawn out.',
    '- Nobody has run 256 shards. S3 and Lambda are taken to answer 40 callers as fast as one.',
    '- One build of everything, no retries, nothing read before. A build after a change does less.',
    '',
    'How it was counted:',
    '',
    `- S3 requests and bytes, events and API calls: by the local cloud, in the largest run. Steps that add up what shards left are multiplied by the shards, which is an upper bound.`,
    `- DynamoDB request units: by a counter before DynamoDB Local, in a run of ${number(counted.rows)} rows of its own. State transitions, memory, storage, time limits and the shards at once: from the synthesised template. Of a Distributed Map each child is a transition, and so are the states inside (docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html).`,
    '- No transfer is billed between Lambda and S3 of one region (aws.amazon.com/s3/faqs says so of EC2). Left out: downloads to the internet, mail (one or two), KMS requests of the table, the alarms and the sweep every five minutes, which cost the same with any number of people.',
    '',
  ]
}

function pricesPart(): string[] {
  const said = { AWS: 'AWS', others: 'others who quote AWS', nobody: '**not checked**' }
  return [
    '## Prices',
    '',
    `us-east-1, on demand, first tier, without the free tier. Looked up on ${LOOKED_UP} in stored copies of public pages, not on the live ones. AWS's own pages fill most prices in by script, and the copies do not show them: then a page that quotes them stands here. Check them before you rely on them.`,
    '',
    '| $ | for | said by | where |',
    '|---|---|---|---|',
    ...Object.values<Price>(prices).map((one) => row(pricePer(one), one.unit, said[one.by], one.source)),
  ]
}

const row = (...cells: (string | number)[]) => `| ${cells.join(' | ')} |`
const number = (value: number) => Math.round(value).toLocaleString('en')
const millions = (value: number) => {
  const many = value / 1e6
  return many >= 10 ? number(many) : many.toFixed(1).replace(/\.0$/, '')
}
const units = (value: number) => (value >= 100 ? number(value) : value.toFixed(2))
const money = (dollars: number) => `$${dollars >= 100 ? number(dollars) : dollars.toFixed(2)}`
const percent = (share: number) => `${(share * 100).toFixed(0)} %`
const pricePer = ({ dollars, per }: Price) => `${dollars}${per === 1 ? '' : ' a million'}`
const shortName = (name: string) => name.replace(/^.*?(Steps|Api|Events)(?=[A-Z])/, '$1 ')
const time = (seconds: number) =>
  seconds < 120
    ? `${seconds.toFixed(0)} s`
    : seconds < 7200
      ? `${(seconds / 60).toFixed(0)} min`
      : `${(seconds / 3600).toFixed(1)} h`
