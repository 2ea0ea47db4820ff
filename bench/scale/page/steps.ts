import { assumed, type StepAt } from '../at.ts'
import { millions, number, row } from '../format.ts'
import { type Law, nameOf } from '../growth.ts'
import type { StepModel } from '../model.ts'
import type { Outlook } from '../outlook.ts'

/** Every step: what a call was found to take, and what that makes of the target. */
export function stepsPart({ name, model, target: { size, steps } }: Outlook): string[] {
  const isPlan = ({ law }: StepModel) => law.grows === 'nothing'
  const shown = model.steps.filter((step) => !isPlan(step))
  const longest = Math.max(...model.steps.filter(isPlan).map(({ lines }) => lines.seconds.fixed))
  const sum = (of: (one: StepAt) => number) => number(steps.reduce((total, one) => total + of(one), 0))
  const { got, put } = model.objectSeconds
  const ms = (seconds: number) => `${(seconds * 1000).toFixed(1)} ms`
  return [
    `## What a call takes, and ${millions(size.people)} million people`,
    '',
    `Left, per call on the measuring machine: seconds = fixed + each × million rows of its share (rows ÷ calls); each is the slope between the two largest shares that differ by a third or more. Besides, where objects are products of files, ranges, partitions and slices, each costs time of its own: an array ${ms(put.others)} to put and ${ms(got.others)} to get, a Parquet file ${ms(put.tables)} and ${ms(got.tables)}, which is what the same rows took longer in more partitions. Left out are the steps that only write a plan: ${longest.toFixed(1)} s at the most. If a step used more processor time than a Lambda of its memory has in these seconds, that counts.`,
    `Right, on Lambda, with the template ${name}: ${number(size.rows)} rows, ${size.files} files, ${size.shards} shards, ${size.partitions} partitions. Seconds = ${assumed.slower} × (left) + bytes ÷ ${number(assumed.bytesASecond)} + waits for S3 × ${assumed.secondsAWait}.`,
    '',
    '| step | one call | fixed, s | s per million | MB from S3 | MB to S3 | calls | s a call | of them bytes + waits | GB-seconds |',
    '|---|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...shown.map((step) => {
      const found = steps.find((one) => one.step === step)
      return row(nameOf(step.law), because(step.law), ...perCall(step), ...(found ? atTarget(found) : ['', '', '', '']))
    }),
    row(
      '**all**',
      ...Array(5).fill(''),
      sum(({ calls }) => calls),
      '',
      '',
      sum(({ gbSeconds }) => gbSeconds),
    ),
    '',
  ]
}

const because = ({ because, grows }: Law): string =>
  ({ sample: `${because}: per million of its people`, notes: `${because}: s each` })[grows as 'sample'] ?? because

function perCall({ law: { grows }, lines: { seconds, got, put } }: StepModel): string[] {
  const fixed = seconds.fixed.toFixed(2)
  if (grows === 'notes') return [fixed, seconds.each.toFixed(2), '', '']
  // Bytes per unit of work are MB per million of it.
  return [fixed, (seconds.each * 1e6).toFixed(2), got.each.toFixed(1), put.each.toFixed(1)]
}

const atTarget = ({ calls, seconds, transfer, waiting, gbSeconds }: StepAt): string[] => [
  number(calls),
  seconds.toFixed(1),
  `${transfer.toFixed(1)} + ${waiting.toFixed(1)}`,
  number(gbSeconds),
]
