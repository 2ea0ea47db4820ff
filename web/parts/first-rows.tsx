import { useState } from 'preact/hooks'
import { say } from '../words/say.ts'

/** Rows that a list draws at once: hundreds in one go would hold the page up for a second. */
const atOnce = 30

/** Chooses the first rows of a list, and gives the button below it that shows more of them, while there are more. */
export function useFirstRows() {
  const [most, setMost] = useState(atOnce)
  return <Row,>(all: readonly Row[]) => {
    const left = all.length - most
    const more =
      left > 0 ? (
        <p class="more">
          <button type="button" onClick={() => setMost(most + atOnce)}>
            {say('common.more-rows', { count: Math.min(left, atOnce), left })}
          </button>
        </p>
      ) : null
    return { rows: all.slice(0, most), more }
  }
}
