import { createCounters, type Summed } from '../../../lake/features/event-counters.ts'
import type { StreamEvents } from '../../../lake/features/events.ts'
import { atDays as atWhole, wholeDays as wholeNumbers } from '../../../personas/history-days.ts'
import type { Standing } from '../../../personas/history-standing.ts'
import { type NumberTransform, zScore } from '../../../personas/number-transform.ts'
import type { StreamDimension } from './bind-dimensions.ts'
import { createShareScores } from './share-scores.ts'

/** What a stream's events say of one person at a time, brought up to date event by event. */
export interface Measures {
  /** Forgets everything: the next person. */
  clear(person: number): void
  /** Counts in the person's events from `from` until `until`, and writes the dimensions as they are then. */
  take(from: number, until: number, standing: Standing): void
}

/** Running counts and sums of one stream, and the rule by which each dimension follows from them. */
export function createMeasures(events: StreamEvents, dimensions: StreamDimension[]): Measures {
  const counters = createCounters(events)
  const of = (...measures: string[]) => dimensions.filter(({ dimension }) => measures.includes(dimension.measure ?? ''))
  const wholes = of('count', 'distinct').map(({ dimension, plan, trait, transform }) => ({
    ...{ trait, offset: plan.offset, table: wholeNumbers(transform) },
    ...(dimension.measure === 'count' ? counters.all : counters.counted(dimension)),
  }))
  const sums = of('total', 'average').map(({ dimension, plan, trait, transform }) => ({
    ...{ trait, offset: plan.offset, transform, isMean: dimension.measure === 'average' },
    ...counters.summed(dimension),
  }))
  const shares = of('share').map(({ dimension, plan, trait, transform }) => ({
    ...{ trait, offset: plan.offset, transform, none: zScore(transform, 0) },
    ...counters.counted(dimension),
  }))
  const scores = createShareScores(
    shares.map(({ transform }) => transform),
    mostEvents(events.starts),
  )

  return {
    clear: counters.clear,
    take(from, until, standing) {
      counters.take(from, until)
      const { row } = standing
      for (let i = 0; i < wholes.length; i++) {
        const { trait, offset, table, counts, at } = wholes[i]!
        standing.move(trait)
        row[offset] = atWhole(table, counts[at]!)
      }
      for (let i = 0; i < sums.length; i++) {
        const one = sums[i]!
        if (one.counts[one.at] === 0) continue
        standing.move(one.trait)
        writeSum(one, row)
      }
      const all = counters.all.counts[0]!
      const isTold = all <= scores.counted
      const start = isTold ? scores.startOf(all) : 0
      for (let i = 0; i < shares.length; i++) {
        const { trait, offset, transform, none, counts, at } = shares[i]!
        const part = counts[at]!
        if (part === 0) {
          row[offset] = none
          standing.rest(trait)
          continue
        }
        standing.move(trait)
        row[offset] = isTold ? scores.table[start + part * shares.length + i]! : zScore(transform, part / all)
      }
    },
  }
}

interface SumDimension extends Summed {
  offset: number
  transform: NumberTransform
  isMean: boolean
}

/** By itself, so that its numbers stay numbers: handed from call to call each would be an object. */
function writeSum({ sums, counts, at, unit, isMean, transform, offset }: SumDimension, row: Float32Array): void {
  const sum = sums[at]! / unit
  row[offset] = zScore(transform, isMean ? sum / counts[at]! : sum)
}

/** As many events as one person has at the most. */
function mostEvents(starts: Int32Array): number {
  let most = 0
  for (let i = 1; i < starts.length; i++) most = Math.max(most, starts[i]! - starts[i - 1]!)
  return most
}
