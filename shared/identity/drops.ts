import type { Reason } from './fold.ts'
import { NumberList } from './number-list.ts'

export type Drop = { record: number; kind: string; reason: Reason }

const REASONS: readonly Reason[] = ['limit', 'shared', 'names']

/** What did not link, told one by one, kept as numbers: a shop with many couples has millions. */
export class Drops implements Iterable<Drop> {
  readonly counts: Record<Reason, number> = { limit: 0, shared: 0, names: 0 }
  #kinds: readonly string[]
  #records = new NumberList()
  #codes = new NumberList()

  constructor(kinds: readonly string[]) {
    this.#kinds = kinds
  }

  add(record: number, kind: number, reason: Reason): void {
    this.counts[reason]++
    this.#records.push(record)
    this.#codes.push(kind * REASONS.length + REASONS.indexOf(reason))
  }

  *[Symbol.iterator](): Generator<Drop> {
    const codes = this.#codes.numbers
    for (const [i, record] of this.#records.numbers.entries()) {
      const code = codes[i]!
      yield {
        record,
        kind: this.#kinds[Math.floor(code / REASONS.length)]!,
        reason: REASONS[code % REASONS.length]!,
      }
    }
  }
}
