import { type NumberTransform, zScore } from '../../../../engines/personas/encode/number-transform.ts'
import { atDays as atWhole, wholeDays as wholeNumbers } from '../../../../engines/personas/over-time/history-days.ts'
import type { Standing } from '../../../../engines/personas/over-time/history-standing.ts'
import { createCounters, type Summed } from '../../../../lake/features/event-counters.ts'
import type { StreamEvents } from '../../../../lake/features/events.ts'
import type { StreamDimension } from './bind-dimensions.ts'
import { createShareScores } from './share-scores.ts'

/** The counts of a stream's events for one person at a time, brought up to date event by event. */
interface Measures {
  /** Forgets everything: the next person. */
  clear(person: number): void
  /** Counts in the person's events from `from` until `until`, and writes the dimensions as they are then. */
  take(from: number, until: number): void
}

/** Running counts and sums of one stream, and the rule by which each dimension follows from them. */
export function createMeasures(events: StreamEvents, dimensions: StreamDimension[], standing: Standing): Measures {
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
  // Everybody has many shares and most of them are none: flat arrays, of which only what there is of a person is looked at.
  const shares = of('share')
  const transforms = shares.map(({ transform }) => transform)
  const counted = shares.map(({ dimension }) => counters.counted(dimension))
  const parts = counted[0]?.counts ?? new Int32Array(0)
  const places = Int32Array.from(counted, ({ at }) => at)
  const shareTraits = Int32Array.from(shares, ({ trait }) => trait)
  const shareOffsets = Int32Array.from(shares, ({ plan }) => plan.offset)
  const none = standing.resting(
    shares.map(({ trait }) => trait),
    transforms.map((transform) => zScore(transform, 0)),
  )
  const scores = createShareScores(transforms, mostEvents(events.starts))
  const { row } = standing
  const shareOf = (i: number, part: number, all: number) => zScore(transforms[i]!, part / all)

  return {
    clear: counters.clear,
    take(from, until) {
      if (counters.all.counts[0] === 0) standing.rest(none)
      counters.take(from, until)
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
      const isTabled = all <= scores.counted
      const start = isTabled ? scores.startOf(all) : 0
      const { table } = scores
      const many = places.length
      for (let i = 0; i < many; i++) {
        const part = parts[places[i]!]!
        if (part === 0) continue
        standing.move(shareTraits[i]!)
        row[shareOffsets[i]!] = isTabled ? table[start + part * many + i]! : shareOf(i, part, all)
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
