import type { MachineName } from '../../../cdk/functions.ts'
import { assumed, atOnceOf } from '../at.ts'
import { millions, number, pricePer, row, time, units } from '../format.ts'
import type { Outlook, SizeOutlook } from '../outlook.ts'
import { LOOKED_UP, prices } from '../prices.ts'

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
