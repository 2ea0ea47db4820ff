import { LinkedFiles } from '../shared/engines/identity/link-files.ts'

const KEYS = 314_000_000
const PEOPLE = Math.floor(KEYS / 3)
const PEOPLE_A_FILE = 3_000_000

/** usage: npm run bench -- connect [FILES] */
export default async function run([files = '4']: string[]): Promise<void> {
  const seconds = linkingSeconds(Number(files)) * PEOPLE_A_FILE
  console.log(`${KEYS / 1e6} M keys: ${seconds.toFixed(2)} s a file of ${PEOPLE_A_FILE / 1e6} M rows`)
}

/**
 * The work that `connect` does with its files where no cache holds what it looks up: 314 million keys of 105 million
 * people, of whom each file has 3 million with three values, spread over all of memory as ranges of keys spread them.
 * Needs 2 GB.
 *
 * @returns seconds a row
 */
export function linkingSeconds(files: number): number {
  const linked = new LinkedFiles(KEYS)
  const numbers = new Uint32Array(3 * PEOPLE_A_FILE)
  const roots = new Uint32Array(numbers.length)
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  let seconds = 0
  for (let file = 0; file < files; file++) {
    for (let one = 0; one < PEOPLE_A_FILE; one++) {
      const person = Math.floor(random() * PEOPLE)
      for (let value = 0; value < 3; value++) {
        const at = value * PEOPLE_A_FILE + one
        numbers[at] = Number((BigInt(3 * person + value) * 2654435761n) % BigInt(KEYS))
        roots[at] = one
      }
    }
    const start = performance.now()
    linked.link(numbers, roots)
    seconds += (performance.now() - start) / 1000
  }
  return seconds / files / PEOPLE_A_FILE
}
