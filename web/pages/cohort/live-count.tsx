import { useEffect, useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import type { CohortPreview, CohortRule, PersonaSet } from '../../api/types.ts'
import { PersonaStrip, partsOf } from '../../parts/persona-strip.tsx'
import { people, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** Milliseconds after the last change until people are counted. */
const rest = 400

/** Milliseconds until people are counted again where their data is not there yet. */
const untilThere = 2000

/** How many people the rule would have, and which personas; counted anew a moment after each change. */
export function LiveCount({ rule, set }: { rule: CohortRule; set: PersonaSet | undefined }) {
  const asked = JSON.stringify({ ...rule, name: undefined, ...(set && { persona_set_id: set.id }) })
  const [answer, setAnswer] = useState<{ to: string; preview?: CohortPreview; error?: ApiError }>()
  useEffect(() => {
    // An answer that comes after the next change is no answer any more.
    let over = false
    let timer = setTimeout(ask, rest)
    function ask() {
      request<CohortPreview>('POST', '/cohorts/preview', JSON.parse(asked)).then(
        (preview) => over || setAnswer({ to: asked, preview }),
        (error) => {
          if (over || !(error instanceof ApiError)) return
          setAnswer({ to: asked, error })
          if (error.status === 409) timer = setTimeout(ask, untilThere)
        },
      )
    }
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [asked])
  const counting = answer?.to !== asked
  const { preview, error } = answer ?? {}
  return (
    <div class={counting ? 'live counting' : 'live'}>
      <p role="status" aria-busy={counting}>
        {preview ? (
          <strong>
            {say(preview.sampled ? 'cohorts.about-people' : 'cohorts.so-many-people', {
              people: people(preview.people),
              percent: percent(preview.of ? preview.people / preview.of : 0),
            })}
          </strong>
        ) : error ? (
          <span class="bad">{error.message}</span>
        ) : (
          say('cohorts.counting')
        )}
      </p>
      {preview && set && <PersonaStrip parts={partsOf(set, preview)} />}
    </div>
  )
}
