import { KeyNumbers } from '../../../engines/identity/key-numbers.ts'
import { exchangeKeys } from '../../keys.ts'
import { type Exchange, forEach, getWords, putArray } from './arrays.ts'

/** Files whose keys are held at the same time. */
const FILES_AT_ONCE = 16

/** Numbers the keys of one range over all files, equal ones alike, and gives how many distinct ones there are. */
export async function numberKeys(exchange: Exchange, range: number, files: number): Promise<number> {
  const known = new KeyNumbers()
  for (let from = 0; from < files; from += FILES_AT_ONCE) {
    const some = Math.min(FILES_AT_ONCE, files - from)
    const read = await forEach(some, (i) => getWords(exchange, exchangeKeys.keys(range, from + i)))
    await forEach(some, (i) => putArray(exchange, exchangeKeys.numbers(range, from + i), numbersOf(read[i]!, known)))
  }
  return known.count
}

function numbersOf(words: Uint32Array, known: KeyNumbers): Uint32Array {
  const numbers = new Uint32Array(words.length / 4)
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = known.of(words[4 * i]!, words[4 * i + 1]!, words[4 * i + 2]!, words[4 * i + 3]!)
  }
  return numbers
}
