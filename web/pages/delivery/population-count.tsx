import { useEffect, useState } from 'preact/hooks'
import { type ApiError, request } from '../../api/client.ts'
import type { PopulationPreview } from '../../api/types.ts'
import { people } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** How many people the cohorts have together, and how they overlap. */
export function PopulationCount({ include, exclude }: { include: string[]; exclude: string[] }) {
  const asked = JSON.stringify({ cohort_ids: include, ...(exclude.length && { exclusion_cohort_ids: exclude }) })
  const [preview, setPreview] = useState<PopulationPreview>()
  const [error, setError] = useState<ApiError>()
  useEffect(() => {
    setError(undefined)
    if (!include.length) {
      setPreview(undefined)
      return
    }
    let over = false
    request<PopulationPreview>('POST', '/scopes/preview', { population: JSON.parse(asked) }).then(
      (answer) => over || setPreview(answer),
      (refused: ApiError) => over || setError(refused),
    )
    return () => {
      over = true
    }
  }, [asked])
  const overlaps = preview?.cohorts.filter(({ also_in_others }) => also_in_others > 0) ?? []
  return (
    <div role="status">
      {error && <p class="bad">{error.message}</p>}
      {preview && !error && (
        <>
          <p>
            <strong>{people(preview.people)}</strong>{' '}
            {preview.excluded > 0 && say('deliveries.excluded', { people: people(preview.excluded) })}
          </p>
          {overlaps.map(({ cohort_id, name, also_in_others }) => (
            <p key={cohort_id} class="small quiet">
              {say('deliveries.overlap', { name, people: people(also_in_others) })}
            </p>
          ))}
        </>
      )}
    </div>
  )
}
