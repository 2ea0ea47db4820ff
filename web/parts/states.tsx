import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { ApiError } from '../api/client.ts'
import { say } from '../words/say.ts'

/**
 * Rows in the form of the answer, once it has been waited for longer than a blink.
 *
 * @param props.page the title of the page, where nothing else of it is there yet
 */
export function Loading({ what, rows = 3, page }: { what: string; rows?: number; page?: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 150)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      {page && <h1 class="hidden">{page}</h1>}
      <div role="status" class="skeleton">
        <p class="hidden">{say('common.loading', { what })}</p>
        {late && Array.from({ length: rows }, (_, row) => <span key={row} />)}
      </div>
    </>
  )
}

/**
 * A request that was refused, or that nobody answered.
 *
 * @param props.page the title of the page, where nothing else of it is there
 */
export function Failure({ error, retry, page }: { error: ApiError; retry?: () => unknown; page?: string }) {
  const gone = error.status === 404
  const noAccess = error.status === 401 || error.status === 403
  return (
    <>
      {page && <h1>{page}</h1>}
      <div role="alert" class="notice bad">
        <p>
          <strong>
            {say(gone ? 'common.failure-gone' : noAccess ? 'common.failure-no-access' : 'common.failure')}
          </strong>{' '}
          {error.message}
        </p>
        {error.id && <p class="small quiet">{say('common.failure-id', { id: error.id })}</p>}
        {retry && !gone && (
          <div class="actions">
            <button type="button" class="button" onClick={() => void retry()}>
              {say('common.try-again')}
            </button>
          </div>
        )}
      </div>
    </>
  )
}

/** Nothing there yet, and the one thing to do about it. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel empty">
      <h1>{title}</h1>
      {children}
    </section>
  )
}
