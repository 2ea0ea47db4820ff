import { assumed, durationOf, stepsAt } from '../at.ts'
import { billOf } from '../bill.ts'
import { millions, money, number, row, time } from '../format.ts'
import { limitsOf } from '../limits.ts'
import type { Outlook } from '../outlook.ts'

/** How a vCPU of Lambda may compare with a core of the measuring machine. */
const FACTORS = [1, 1.5, 2, 3]

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
