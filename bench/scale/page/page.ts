import { millions, money, number, time } from '../format.ts'
import type { Model } from '../model.ts'
import { type Outlook, outlookOf } from '../outlook.ts'
import { basisPart } from './basis.ts'
import { limitsPart } from './limits.ts'
import { type MeasuredOn, measuredPart } from './measured.ts'
import { sensitivityPart } from './sensitivity.ts'
import { sizesPart } from './sizes.ts'
import { stepsPart } from './steps.ts'
import { targetPart } from './target.ts'

/**
 * docs/scale.md: what was measured, what follows from it by arithmetic, and what does not.
 * @param models of the same runs, by the template as it comes and with more memory for the large steps
 */
export function pageOf(models: { default: Model; large: Model }, measuredOn: MeasuredOn): string {
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
    ...measuredPart(models.default, measuredOn),
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
