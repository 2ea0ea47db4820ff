import { useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'
import { queries } from '../api/query.ts'
import { say } from '../words/say.ts'
import { Failure } from './states.tsx'

/** The name of a resource as the title of its page, and a small form to change it. */
export function EditableTitle({ path, name, label }: { path: string; name: string; label: string }) {
  const [editing, setEditing] = useState(false)
  const [error, setError] = useState<ApiError>()
  const rename = async (event: SubmitEvent) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name'))
    try {
      queries.setQueryData([path], await request('PATCH', path, { name }))
      setEditing(false)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  if (!editing) {
    return (
      <span class="actions">
        <h1>{name}</h1>
        <button
          type="button"
          class="plain"
          onClick={() => setEditing(true)}
          aria-label={say('common.rename-what', { name })}
        >
          {say('common.rename')}
        </button>
      </span>
    )
  }
  return (
    <form
      class="actions"
      onSubmit={(event) => void rename(event)}
      onKeyDown={(event) => event.key === 'Escape' && setEditing(false)}
    >
      <span class="field">
        <label class="hidden" for="title-name">
          {label}
        </label>
        <input
          id="title-name"
          name="name"
          required
          maxLength={200}
          defaultValue={name}
          ref={(input) => input?.focus()}
        />
      </span>
      <button type="submit" class="button first">
        {say('common.rename')}
      </button>
      <button type="button" class="button" onClick={() => setEditing(false)}>
        {say('common.cancel')}
      </button>
      {error && <Failure error={error} />}
    </form>
  )
}
