import { useEffect, useState } from 'preact/hooks'

/** Milliseconds that a sentence stays. */
const shownFor = 8000

let hear: (sentence: string) => void = () => {}

/** Says at the foot of the page what was done; readers of screens hear it. */
export const tell = (sentence: string): void => hear(sentence)

/** The foot of the page where `tell` speaks. It stays while pages change. */
export function Toast() {
  const [said, say] = useState({ sentence: '', at: 0 })
  useEffect(() => {
    hear = (sentence) => say({ sentence, at: Date.now() })
  }, [])
  useEffect(() => {
    if (!said.sentence) return
    const timer = setTimeout(() => say({ sentence: '', at: 0 }), shownFor)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <div role="status" class="toast">
      {said.sentence && <p>{said.sentence}</p>}
    </div>
  )
}
