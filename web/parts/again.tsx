import { useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'
import { queries } from '../api/query.ts'
import { say } from '../words/say.ts'
import { Failure } from './states.tsx'
import { tell } from './toast.tsx'

/** Builds a resource again, or takes it out of the archive where it lies. */
export function Again({ path, name, archived }: { path: string; name: string; archived: boolean }) {
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const again = async () => {
    setBusy(true)
    setError(undefined)
    try {
      if (archived) await request('POST', `${path}/unarchive`, { cascade_to_all: true })
      else await request('POST', `${path}/force_update`)
      tell(say(archived ? 'actions.unarchived' : 'actions.built-again', { name }))
      await queries.invalidateQueries()
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
    setBusy(false)
  }
  return (
    <>
      <button type="button" class="button" disabled={busy} onClick={() => void again()}>
        {say(archived ? 'actions.unarchive' : 'actions.build-again')}
      </button>
      {error && <Failure error={error} />}
    </>
  )
}
