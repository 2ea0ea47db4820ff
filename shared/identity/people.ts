import type { FoldedAll } from './fold-all.ts'
import { wordsOf } from './key-ranges.ts'
import { NONE } from './log.ts'
import { type Recalled, TO_FOLD, type Wanted } from './recall.ts'
import type { Resolution } from './resolve.ts'

/**
 * Numbers all people in the order of their earliest records, and gives them their ids. Founders come before everybody
 * who joined them, so one pass over the queue does.
 *
 * @param numberAt one number a record, of any content
 */
export function numberPeople(
  root: Uint32Array,
  { mark, queue, place, founders, toFold }: Wanted,
  { founderKeys }: Recalled,
  folded: FoldedAll,
  numberAt: Uint32Array,
): Pick<Resolution, 'people' | 'person' | 'personHi' | 'personLo' | 'founder'> {
  const people = founders + folded.people
  const founder = new Uint32Array(people)
  const personHi = new BigUint64Array(people)
  const personLo = new BigUint64Array(people)
  const ids = { hi: wordsOf(personHi), lo: wordsOf(personLo) }
  const afterFold = new Uint32Array(toFold.length)
  let count = 0
  for (const record of queue) {
    const at = place[record]!
    const isFolded = mark[record] === TO_FOLD
    const leader = isFolded ? folded.leader[at]! : record
    if (leader === record) {
      setPersonId(ids, count, isFolded ? folded.keys : founderKeys, 4 * at)
      founder[count] = record
    }
    const number = leader === NONE ? NONE : leader === record ? count++ : afterFold[place[leader]!]!
    if (isFolded) afterFold[at] = number
    else numberAt[root[record]!] = number
  }
  // Places are no longer needed: they become the people.
  const person = place
  for (let record = 0; record < person.length; record++) {
    if (mark[record] === TO_FOLD) person[record] = afterFold[place[record]!]!
    else person[record] = root[record] === NONE ? NONE : numberAt[root[record]!]!
  }
  return { people, person, personHi, personLo, founder }
}

/** A key, four words from `from`, as the id of a person: personKey without a BigInt. */
function setPersonId(ids: { hi: Uint32Array; lo: Uint32Array }, person: number, key: Uint32Array, from: number): void {
  ids.lo[2 * person] = key[from]!
  ids.lo[2 * person + 1] = (key[from + 1]! & 0x3fff_ffff) | 0x8000_0000
  ids.hi[2 * person] = (key[from + 2]! & 0xffff_0fff) | 0x8000
  ids.hi[2 * person + 1] = key[from + 3]!
}
