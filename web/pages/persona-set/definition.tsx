import { useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import { refresh } from '../../api/query.ts'
import type { Persona, PersonaSet } from '../../api/types.ts'
import { Failure } from '../../parts/states.tsx'
import { people, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** Differences beyond the strongest few say little. */
const shownFacts = 6

/** A card per persona: portrait, name, size, and what sets it apart. */
export function Definition({ set }: { set: PersonaSet }) {
  const personas = (set.personas ?? []).toSorted((a, b) => b.individuals_count - a.individuals_count)
  return (
    <div class="cards">
      {personas.map((persona) => (
        <Card key={persona.id} set={set} persona={persona} />
      ))}
    </div>
  )
}

function Card({ set, persona }: { set: PersonaSet; persona: Persona }) {
  const { individuals_count, share, salient, color_slot = 0, avatar, headline, interpretation, name_note } = persona
  return (
    <article class={`panel persona p${color_slot}`} aria-label={persona.name}>
      <header>
        <img src={avatar} alt="" width="72" height="72" />
        <div>
          <PersonaName set={set} persona={persona} />
          <p class="quiet figures">
            {people(individuals_count)} · {percent(share)}
          </p>
        </div>
      </header>
      <div>
        {headline && <p>{headline}</p>}
        <div class="bar-of">
          <span style={{ width: `${Math.max(1, share * 100)}%` }} />
        </div>
        {name_note && <p class="small quiet">{name_note}</p>}
      </div>
      <div>
        <h3>{say('persona-set.definition-apart')}</h3>
        <ul class="facts">
          {salient.slice(0, shownFacts).map(({ trait, value, label, figure, others, effect }) => (
            <li key={`${trait} ${value}`}>
              <span>
                {label} <strong class="figures">{figure}</strong>
              </span>
              <span class="others figures">{say('persona-set.others', { figure: others })}</span>
              <Effect effect={effect} />
            </li>
          ))}
        </ul>
      </div>
      {interpretation.marketing_strategems.length > 0 && (
        <details>
          <summary>{say('persona-set.ideas')}</summary>
          <ul class="ideas">
            {interpretation.marketing_strategems.map((idea) => (
              <li key={idea}>{idea}</li>
            ))}
          </ul>
        </details>
      )}
    </article>
  )
}

/** How strong the difference is; a full bar is two standard deviations. The figures beside it say which way. */
function Effect({ effect }: { effect: number }) {
  return (
    <span class="effect" aria-hidden="true">
      <span style={{ width: `${Math.min(100, Math.abs(effect) * 50)}%` }} />
    </span>
  )
}

function PersonaName({ set, persona }: { set: PersonaSet; persona: Persona }) {
  const [editing, setEditing] = useState(false)
  const [error, setError] = useState<ApiError>()
  const path = `/persona_sets/${set.id}`
  const rename = async (name: string | null) => {
    try {
      await request('PATCH', `${path}/personas/${persona.id}`, { name })
      await refresh(path)
      setEditing(false)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  if (!editing) {
    return (
      <h2>
        {persona.name}{' '}
        <button
          type="button"
          class="plain small"
          onClick={() => setEditing(true)}
          aria-label={say('common.rename-what', { name: persona.name })}
        >
          {say('common.rename')}
        </button>
      </h2>
    )
  }
  return (
    <form
      class="field"
      onKeyDown={(event) => event.key === 'Escape' && setEditing(false)}
      onSubmit={(event) => {
        event.preventDefault()
        void rename(String(new FormData(event.currentTarget).get('name')))
      }}
    >
      <label class="hidden" for={`name-${persona.id}`}>
        {say('persona-set.name-of', { name: persona.name })}
      </label>
      <input
        id={`name-${persona.id}`}
        name="name"
        required
        maxLength={200}
        defaultValue={persona.name}
        ref={(input) => input?.focus()}
      />
      <span class="actions">
        <button type="submit" class="button first">
          {say('common.rename')}
        </button>
        <button type="button" class="plain small" onClick={() => void rename(null)}>
          {say('persona-set.moiras-name')}
        </button>
      </span>
      {error && <Failure error={error} />}
    </form>
  )
}
