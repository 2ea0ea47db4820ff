import { useEffect, useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'
import { refresh } from '../api/query.ts'
import { type Built, isSettled } from '../api/types.ts'
import { capital, day, percent, statusWord } from '../api/words.ts'
import { Failure } from './states.tsx'

const classes = { Ready: 'ready', Error: 'error', Building: 'building', Queued: 'building', Archived: '' }

/** The word for the status of a resource, and while it is built how far it is. */
export function Status({ of }: { of: Built }) {
  const word = statusWord(of)
  const share = word === 'Building' && of.progress ? ` ${percent(of.progress.share)}` : ''
  return (
    <span class={`status ${classes[word]}`}>
      {word}
      {share}
    </span>
  )
}

/** Under the title of a page: how far the build is, that newer data is on its way, or why it failed. */
export function BuildState({ of, path, title }: { of: Built; path: string; title: string }) {
  const { progress, status, status_error, status_note, archived_at, last_updated_output_at } = of
  const building = !isSettled(of)
  const share = progress?.share ?? 0
  const whole = building && progress ? `(${percent(share)}) ${title}` : title
  useEffect(() => {
    document.title = `${whole} · Moira`
  }, [whole])
  const shown = last_updated_output_at ? ` Shown below: the personas of ${day(last_updated_output_at)}.` : ''
  if (archived_at) return <p class="notice">Archived: it stays readable, and is not built any more.</p>
  if (building) {
    const step = progress ? `, step ${progress.step} of ${progress.steps}` : ''
    const doing = progress ? `${sentence(progress.doing)}${step}` : (status_note && sentence(status_note)) || 'Queued'
    return (
      <div class="progress">
        <progress value={share} max={1} aria-label={`Progress of ${title}`} />
        <p class="small quiet" role="status">
          {doing}.{last_updated_output_at && ' Newer data is on its way; shown below is the last build.'}
        </p>
      </div>
    )
  }
  if (status === 'error') {
    return (
      <div role="alert" class="notice bad">
        <p>
          {status_error}
          {shown}
        </p>
        <div class="actions">
          <Again path={path} />
        </div>
      </div>
    )
  }
  return null
}

/** Builds a resource again. */
function Again({ path }: { path: string }) {
  const [error, setError] = useState<ApiError>()
  const again = async () => {
    try {
      await request('POST', `${path}/force_update`)
      await refresh(path)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  return error ? (
    <Failure error={error} />
  ) : (
    <button type="button" class="button" onClick={() => void again()}>
      Try again
    </button>
  )
}

/** With a capital, and without a full stop at the end. */
const sentence = (text: string): string => capital(text).replace(/\.$/, '')
