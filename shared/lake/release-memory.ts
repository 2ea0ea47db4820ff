import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | undefined

/**
 * Gives back the memory of what nobody uses any more, now. Large arrays, the row kernel's memory, the pieces in which a file
 * arrives: each hangs on an object of a few bytes, for whose sake alone no collector would run, not before DuckDB needs the
 * room, and not while a thread waits for its next work. Costs some ten milliseconds.
 */
export function releaseMemory(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
