import type { MachineName } from '../../cdk/functions.ts'
import { assumed, atOnceOf, durationOf, stepsAt } from './at.ts'
import { billOf } from './bill.ts'
import { millions, money, number, pricePer, row, time, units } from './format.ts'
import { limitsOf } from './limits.ts'
import type { Outlook, SizeOutlook } from './outlook.ts'
import { LOOKED_UP, prices } from './prices.ts'

/** How a vCPU of Lambda may compare with a core of the measuring machine. */
const FACTORS = [1, 1.5, 2, 3]

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

/** The target's time and money, line by line. */
export function targetPart({ name, model, target }: Outlook): string[] {
  const { lines, dollars, month } = target.bill
  const { quiet, between, machines, seconds } = target.duration
  return [
    `## ${millions(target.size.people)} million people, line by line`,
    '',
    `The template ${name}. The machines run one after the other, and in each the steps; a Map runs its calls in waves of ${model.template.machines.resolve.atOnce}; each begins with ${assumed.coldSeconds} s of cold start.`,
    '',
    '| | seconds | s |',
    '|---|---|---:|',
    row('quiet period', "the template's default", quiet),
    ...machines.map((one) => row(one.machine, wavesOf(model, one.machine, target), number(one.seconds))),
    row(
      'between the machines',
      `as measured × ${assumed.slower}: events, planning, API, and up to a second until the client asks again`,
      number(between),
    ),
    row('**all**', '', `**${number(seconds)}** (${time(seconds)})`),
    '',
    `Prices: us-east-1, on demand, first tier, without the free tier, looked up on ${LOOKED_UP} in stored copies of public pages (bench/scale/prices.ts says which). "Others" quote AWS, whose own page fills the price in by script.`,
    '',
    '| | units | how many of them | $ per unit | said by | $ |',
    '|---|---:|---|---:|---|---:|',
    ...lines.map((one) => {
      const price = prices[one.price]
      return row(one.what, units(one.units), one.how, pricePer(price), price.by, one.dollars.toFixed(4))
    }),
    row('**all**', '', '', '', '', `**${dollars.toFixed(2)}**`),
    row(
      ...[month.what, units(month.units), month.how, pricePer(prices.s3Month), prices.s3Month.by],
      month.dollars.toFixed(2),
    ),
    '',
  ]
}

function wavesOf(model: Outlook['model'], machine: MachineName, { steps }: SizeOutlook): string {
  return steps
    .filter(({ step }) => step.machine === machine)
    .map(({ step, calls, seconds }) => {
      const atOnce = atOnceOf(model, step)
      const waves = calls > 1 ? `${atOnce > 1 ? `⌈${calls} ÷ ${atOnce}⌉` : calls} × ` : ''
      return `${step.law.path.split('/')[1]} ${waves}${seconds.toFixed(1)}`
    })
    .join(' · ')
}

/** The same with the assumption that weighs most put otherwise. */
export function sensitivityPart({ name, model, target }: Outlook, rowsEach: number): string[] {
  return [
    '### If Lambda is slower or faster than assumed',
    '',
    `How a vCPU of Lambda compares with a core of the measuring machine was not measured. Assumed is ${assumed.slower} times its time; the template ${name}:`,
    '',
    '| times as long | GB-seconds | $ | duration | ends at, million people |',
    '|---:|---:|---:|---:|---|',
    ...FACTORS.map((slower) => {
      const a = { ...assumed, slower }
      const steps = stepsAt(model, target.size, a)
      const { dollars, lines } = billOf(model, target.size, steps, a)
      const [narrowest] = limitsOf(model, rowsEach, a)
      return row(
        ...[slower, number(lines[0]!.units), money(dollars), time(durationOf(model, steps, a).seconds)],
        narrowest ? `${millions(narrowest.size.people)} (${narrowest.where}: ${narrowest.bound})` : '',
      )
    }),
    '',
  ]
}
