import type { MachineName } from '../cdk/functions.ts'
import { assumed, durationOf, type StepAt, stepsAt } from './scale-at.ts'
import { billOf } from './scale-bill.ts'
import { millions, money, number, pricePer, row, time, units } from './scale-format.ts'
import { type Size, sizeOf } from './scale-growth.ts'
import { type Limit, limitsOf } from './scale-limits.ts'
import type { Model } from './scale-model.ts'
import { prices } from './scale-prices.ts'

/** How a vCPU of Lambda may compare with a core of the measuring machine. */
const FACTORS = [1, 1.5, 2, 3]

/** Several numbers of people side by side. */
export function sizesPart(model: Model, sizes: number[], rowsEach: number, limits: Limit[]): string[] {
  const columns = sizes.map((people) => {
    const size = sizeOf(people, rowsEach)
    const steps = stepsAt(model, size)
    const { lines, dollars, month } = billOf(model, size, steps)
    const ends = [...new Set(limits.filter((one) => one.size.people <= people).map((one) => one.where))]
    const longest = steps.reduce((most, one) => (one.seconds > most.seconds ? one : most))
    const { seconds } = durationOf(model, steps)
    return { size, ends, dollars, month, longest, gbSeconds: lines[0]!.units, seconds }
  })
  const line = (name: string, of: (column: (typeof columns)[number]) => string) => row(name, ...columns.map(of))
  return [
    '## One build of everything',
    '',
    `With ${rowsEach.toFixed(2)} rows each, as measured; processor time × ${assumed.slower}.`,
    '',
    row('', ...columns.map(({ size }) => `${millions(size.people)} million people`)),
    `|---|${'---:|'.repeat(columns.length)}`,
    line('million rows', ({ size }) => millions(size.rows)),
    line('files, shards', ({ size }) => `${size.files}, ${size.shards}`),
    line('duration', ({ seconds }) => time(seconds)),
    line('longest call', ({ longest }) => `${longest.step.path}, ${time(longest.seconds)}`),
    line('Lambda GB-seconds', ({ gbSeconds }) => number(gbSeconds)),
    line('dollars', ({ dollars }) => money(dollars)),
    line('dollars per million people', ({ dollars, size }) => money((dollars / size.people) * 1e6)),
    line('dollars a month to keep the files', ({ month }) => money(month.dollars)),
    line('goes through', ({ ends }) => (ends.length ? `**no**: ${ends.join(', ')}` : 'yes')),
    '',
  ]
}

/** One number of people with all of the arithmetic. */
export function targetPart(model: Model, size: Size): string[] {
  const steps = stepsAt(model, size)
  const { lines, dollars, month } = billOf(model, size, steps)
  const duration = durationOf(model, steps)
  const sum = (of: (one: StepAt) => number) => number(steps.reduce((total, one) => total + of(one), 0))
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
    row(
      '**all**',
      '',
      sum((one) => one.calls),
      '',
      '',
      sum((one) => one.cold),
      `**${sum((one) => one.gbSeconds)}**`,
    ),
    '',
    'The machines run one after the other, and in each the steps; a Map runs its calls in waves.',
    '',
    '| | seconds | s |',
    '|---|---|---:|',
    row('quiet period', "the template's default", number(duration.quiet)),
    ...duration.machines.map(({ machine, seconds }) => row(machine, wavesOf(model, machine, steps), number(seconds))),
    row(
      'between the machines',
      `as measured × ${assumed.slower}: events, planning, API, and up to a second until the client asks again`,
      number(duration.between),
    ),
    row('**all**', '', `**${number(duration.seconds)}** (${time(duration.seconds)})`),
    '',
    '| | units | how many of them | $ per unit | $ |',
    '|---|---:|---|---:|---:|',
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

function wavesOf({ template }: Model, machine: MachineName, steps: readonly StepAt[]): string {
  const { atOnce } = template.machines[machine]
  return steps
    .filter(({ step }) => step.machine === machine)
    .map(({ step, calls, seconds }) => {
      const waves = calls > 1 ? `⌈${calls} ÷ ${atOnce}⌉ × ` : ''
      return `${step.path.split('/')[1]} ${assumed.coldSeconds} + ${waves}${seconds.toFixed(1)}`
    })
    .join(' · ')
}

/** The same with the assumption that weighs most put otherwise. */
export function sensitivityPart(model: Model, size: Size, rowsEach: number): string[] {
  return [
    '### If Lambda is slower or faster than assumed',
    '',
    `How a vCPU of Lambda compares with a core of the measuring machine was not measured. Assumed is ${assumed.slower} times its time.`,
    '',
    '| times as long | GB-seconds | $ | duration | goes up to, million people |',
    '|---:|---:|---:|---:|---|',
    ...FACTORS.map((slower) => {
      const a = { ...assumed, slower }
      const steps = stepsAt(model, size, a)
      const { dollars, lines } = billOf(model, size, steps, a)
      const narrowest = limitsOf(model, rowsEach, a).find((one) => one.size.people <= size.people)
      return row(
        ...[slower, number(lines[0]!.units), money(dollars), time(durationOf(model, steps, a).seconds)],
        narrowest ? `${millions(narrowest.size.people)} (${narrowest.where}: ${narrowest.bound})` : 'all',
      )
    }),
    '',
  ]
}
