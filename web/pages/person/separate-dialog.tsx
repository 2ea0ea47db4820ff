import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import { refresh } from '../../api/query.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { say } from '../../words/say.ts'
import { textOf, textsOf } from './identifier-text.tsx'

interface Identifier {
  type: string
  id: string
}
export interface Separation {
  external_ids: readonly Identifier[]
  from: Identifier
}
interface After {
  people: { id: string; identifiers: Identifier[] }[]
}

/** Says who there would be, and separates once somebody agrees. */
export function SeparateDialog({ id, separation, close }: { id: string; separation: Separation; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [after, setAfter] = useState<After>()
  const [error, setError] = useState<ApiError>()
  const ask = async (preview: boolean) => {
    try {
      const answer = await request<After>('POST', `/people/${id}/separate`, { ...separation, preview })
      setAfter(answer)
      if (preview) return
      await refresh(`/people/${id}`)
      dialog.current?.close()
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  useEffect(() => {
    dialog.current?.showModal()
    void ask(true)
  }, [])
  const { external_ids, from } = separation
  return (
    <dialog ref={dialog} class="panel" aria-labelledby="separate-title" onClose={close}>
      <h2 id="separate-title">{say('people.separate-title')}</h2>
      <p>
        {say('people.separate-from', { from: textOf(from) })} {textsOf(external_ids)}
      </p>
      <p class="small quiet">{say('people.separate-what')}</p>
      {error && <Failure error={error} />}
      {!after && !error && <Loading what={say('people.person')} rows={1} />}
      {after && (
        <>
          <p>
            {after.people.length > 1
              ? say('people.separate-will', { count: after.people.length })
              : say('people.separate-same')}
          </p>
          <ol class="branches">
            {after.people.map((one, i) => (
              <li key={one.id}>
                <span class="small quiet">{say('people.part', { number: i + 1 })}</span> {textsOf(one.identifiers)}
              </li>
            ))}
          </ol>
        </>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {say('common.cancel')}
        </button>
        <button
          type="button"
          class="button first"
          disabled={!after || after.people.length < 2}
          onClick={() => void ask(false)}
        >
          {say('people.separate-do')}
        </button>
      </div>
    </dialog>
  )
}
