import { useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'
import { queries, refresh } from '../api/query.ts'
import type { PersonaSet } from '../api/types.ts'
import { say } from '../words/say.ts'

/** Whether a persona set is shown in Explore. Shows the change at once, and takes it back where it is refused. */
export function ExploreSwitch({ set }: { set: PersonaSet }) {
  const [error, setError] = useState<ApiError>()
  const [wanted, setWanted] = useState<boolean>()
  const change = async (explore: boolean) => {
    setWanted(explore)
    setError(undefined)
    try {
      const changed = await request<PersonaSet>('PATCH', `/persona_sets/${set.id}`, { explore })
      queries.setQueryData([`/persona_sets/${set.id}`], changed)
      await refresh('/persona_sets')
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
    setWanted(undefined)
  }
  return (
    <>
      <input
        type="checkbox"
        role="switch"
        class="switch"
        checked={wanted ?? set.explore ?? false}
        aria-checked={wanted ?? set.explore ?? false}
        aria-label={say('common.show-in-explore-of', { name: set.name })}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      {error && (
        <p role="alert" class="small">
          {error.message}
        </p>
      )}
    </>
  )
}
