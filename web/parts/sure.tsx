import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { say } from '../words/say.ts'

interface Props {
  /** The words on the button that asks, such as "Revoke". */
  ask: string
  /** For readers of screens: what the button is about. */
  about: string
  /** The sentence that says what goes. */
  children: ComponentChildren
  disabled?: boolean
  act: () => Promise<unknown>
}

/** A button for something that cannot be undone: it asks once more in a dialog, with the focus on Cancel. */
export function Sure({ ask, about, children, disabled = false, act }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [busy, setBusy] = useState(false)
  const sure = async () => {
    setBusy(true)
    try {
      await act()
    } finally {
      setBusy(false)
      dialog.current?.close()
    }
  }
  return (
    <>
      <button
        type="button"
        class="plain"
        disabled={disabled}
        aria-label={about}
        onClick={() => dialog.current?.showModal()}
      >
        {ask}
      </button>
      <dialog ref={dialog} class="panel" aria-label={about}>
        <h2>{about}</h2>
        <p>{children}</p>
        <div class="actions">
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {say('common.cancel')}
          </button>
          <button type="button" class="button danger" disabled={busy} onClick={() => void sure()}>
            {ask}
          </button>
        </div>
      </dialog>
    </>
  )
}
