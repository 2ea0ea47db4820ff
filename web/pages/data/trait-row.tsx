import { useState } from 'preact/hooks'
import { request } from '../../api/client.ts'
import { refresh } from '../../api/query.ts'
import type { Trait } from '../../api/types.ts'
import { useAction } from '../../parts/action.ts'
import { count } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

const types = ['categorical', 'multicategorical', 'ordinal', 'nominal'] as const

/** One trait of a dataset; its form stands in its row. */
export function TraitRow({ trait }: { trait: Trait }) {
  const [editing, setEditing] = useState(false)
  const { busy, error, run } = useAction()
  const { id, name, literate, unit, statistical_type, type, known_count } = trait
  const form = `trait-${id}`
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    const fields = new FormData(event.currentTarget as HTMLFormElement)
    // Nothing written takes a setting away: null is that in a merge patch.
    const text = (field: string) => String(fields.get(field)).trim() || null
    const done = await run(async () => {
      const changes = { literate: text('literate'), unit: text('unit'), statistical_type: text('type') }
      await request('PATCH', `/traits/${id}`, changes)
      await refresh('/traits')
    })
    if (done) setEditing(false)
  }
  if (!editing) {
    return (
      <tr>
        <td class="name">{name}</td>
        <td>{literate ?? '–'}</td>
        <td>{unit ?? '–'}</td>
        <td>{statistical_type ? say('data.statistical', { type: statistical_type }) : (type ?? '–')}</td>
        <td class="number">{known_count === undefined ? '–' : count(known_count)}</td>
        <td>
          <button
            type="button"
            class="plain"
            aria-label={say('data.edit-what', { name })}
            onClick={() => setEditing(true)}
          >
            {say('data.edit')}
          </button>
        </td>
      </tr>
    )
  }
  return (
    <tr>
      <td class="name">{name}</td>
      <td>
        <input
          form={form}
          name="literate"
          maxLength={200}
          aria-label={say('data.literate')}
          defaultValue={literate ?? ''}
          ref={(input) => input?.focus()}
        />
      </td>
      <td>
        <input form={form} name="unit" maxLength={100} aria-label={say('data.unit')} defaultValue={unit ?? ''} />
      </td>
      <td>
        <select form={form} name="type" aria-label={say('data.type')}>
          <option value="">{say('data.statistical', { type: 'auto' })}</option>
          {types.map((one) => (
            <option key={one} value={one} selected={one === statistical_type}>
              {say('data.statistical', { type: one })}
            </option>
          ))}
        </select>
      </td>
      <td class="number">{known_count === undefined ? '–' : count(known_count)}</td>
      <td>
        <form id={form} class="actions" onSubmit={(event) => void save(event)}>
          <button type="submit" class="button first" disabled={busy}>
            {say('data.save-trait')}
          </button>
          <button type="button" class="button" onClick={() => setEditing(false)}>
            {say('common.cancel')}
          </button>
        </form>
        {error && (
          <p role="alert" class="small">
            {error.message}
          </p>
        )}
      </td>
    </tr>
  )
}
