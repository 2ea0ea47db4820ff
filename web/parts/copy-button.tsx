import { useState } from 'preact/hooks'
import { say } from '../words/say.ts'

/** Puts a text on the clipboard, and says so. */
export function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <button type="button" class="button" onClick={() => void copy()}>
      <span role="status">{say(copied ? 'common.copied' : 'common.copy')}</span>
    </button>
  )
}
