import { NONE } from '../../engines/identity/log.ts'
import { furtherPart } from '../columns.ts'
import type { Duck } from '../duck.ts'
import type { Column } from '../duck-columns.ts'

/** Writes the indices of a column's values to `to`, from `first` on in steps of `step`; those of blanks stay as they are. */
export type Gather = (column: Column, to: Uint32Array, first: number, step: number) => void

export interface ValueIndices {
  gather: (source: number, set: number, part: string) => Gather
  /** Values behind the first of a cell: of the second, the third … its index by the number of the cell's value. */
  further: (source: number, set: number, part: string) => readonly Uint32Array[]
}

/**
 * Numbers of values, as the rows of a file have them, become indices in the view `written`. Each file numbers the values
 * of each part of an identity set for itself, mostly without gaps: then the index is a sum.
 */
export async function valueIndices(db: Duck): Promise<ValueIndices> {
  const found = await db.rows<{ source: number; identity_set: number; part: string; first: number; dense: boolean }>(
    `SELECT source, identity_set, part, min(index) - min("value") AS first,
       max("value") - min("value") + 1 = count(*) AND max(index) - min(index) + 1 = count(*) AS dense
     FROM written GROUP BY source, identity_set, part`,
  )
  const gathers = new Map<string, Gather>()
  const behind = new Map<string, Uint32Array[]>()
  found.sort((a, b) => (a.part < b.part ? -1 : 1))
  for (const { source, identity_set, part, first, dense } of found) {
    const cells = furtherPart.ofWhich(part)
    if (cells !== undefined) {
      // Their numbers have gaps between: most cells hold one value.
      const key = `${source} ${identity_set} ${cells}`
      behind.set(key, [...(behind.get(key) ?? []), await lookup(db, source, identity_set, part)])
      continue
    }
    const own = dense ? undefined : await lookup(db, source, identity_set, part)
    gathers.set(`${source} ${identity_set} ${part}`, ({ values, present }, to, from, step) => {
      const numbers = values as Int32Array
      for (let row = 0, at = from; row < numbers.length; row++, at += step) {
        if (present && !present[row]) continue
        to[at] = own ? own[numbers[row]!]! : first + numbers[row]!
      }
    })
  }
  return {
    gather: (source, set, part) => gathers.get(`${source} ${set} ${part}`) ?? (() => {}),
    further: (source, set, part) => behind.get(`${source} ${set} ${part}`) ?? [],
  }
}

async function lookup(db: Duck, source: number, set: number, part: string): Promise<Uint32Array> {
  const { columns } = await db.columns(
    'SELECT index, "value" FROM written WHERE source = $1 AND identity_set = $2 AND part = $3',
    { params: [source, set, part] },
  )
  const indices = columns.index!.values as Int32Array
  const numbers = columns.value!.values as Int32Array
  const indexOf = new Uint32Array(numbers.reduce((most, one) => Math.max(most, one + 1), 0)).fill(NONE)
  for (let i = 0; i < numbers.length; i++) indexOf[numbers[i]!] = indices[i]!
  return indexOf
}
