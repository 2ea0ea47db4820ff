import { useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'
import { refresh } from '../api/query.ts'
import { type Built, isSettled } from '../api/types.ts'
import { capital, day, percent } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { Failure } from './states.tsx'
import { useTitle } from './title.ts'

const classes = { ready: 'ready', error: 'error', building: 'building', queued: 'building', archived: '' }

/** The status of a resource as people say it. */
function statusOf({ status, stale, archived_at }: Built): keyof typeof classes {
  if (archived_at) return 'archived'
  if (status === 'running') return 'building'
  if (status === 'error') return 'error'
  return status === 'ready' && !stale ? 'ready' : 'queued'
}

/** The word for the status of a resource, and while it is built how far it is. */
export function Status({ of }: { of: Built }) {
  const state = statusOf(of)
  const share = state === 'building' && of.progress ? ` ${percent(of.progress.share)}` : ''
  return (
    <span class={`status ${classes[state]}`}>
      {say(`common.status-${state}`)}
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
  useTitle(whole)
  if (archived_at) return <p class="notice">{say('common.archived')}</p>
  if (building) {
    const words = progress?.doing ?? status_note
    const what = words ? sentence(words) : say('common.status-queued')
    const doing = progress
      ? say('common.building-step', { doing: what, step: progress.step, steps: progress.steps })
      : what
    return (
      <div class="progress">
        <progress value={share} max={1} aria-label={say('common.progress-of', { title })} />
        <p class="small quiet" role="status">
          {say(last_updated_output_at ? 'common.building-newer' : 'common.building', { doing })}
        </p>
      </div>
    )
  }
  if (status === 'error') {
    return (
      <div role="alert" class="notice bad">
        <p>
          {status_error} {last_updated_output_at && say('common.shown-below', { day: day(last_updated_output_at) })}
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
      {say('common.try-again')}
    </button>
  )
}

/** With a capital, and without a full stop at the end. */
const sentence = (text: string): string => capital(text).replace(/\.$/, '')
