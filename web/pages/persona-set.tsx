import { useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { queries, useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet } from '../api/types.ts'
import { counted, day } from '../api/words.ts'
import { BuildState, Status } from '../parts/build-state.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { Analysis } from './persona-set/analysis.tsx'
import { Definition } from './persona-set/definition.tsx'
import { FlowTab } from './persona-set/flow.tsx'
import { Value } from './persona-set/value.tsx'

const tabs = { definition: 'Definition', analysis: 'Analysis', flow: 'Flow', value: 'Value' } as const

/** One persona set: its head, how far it is, and one of its tabs. */
export function PersonaSetPage({ id, tab }: { id: string; tab: string }) {
  const path = `/persona_sets/${id}`
  const { data: set, error, refetch } = useAnswer<PersonaSet>(path, isSettled)
  if (error && !set) {
    return (
      <>
        <h1>Persona set</h1>
        <Failure error={error} retry={refetch} />
      </>
    )
  }
  if (!set) return <Loading what="the persona set" />
  const build = set.last_updated_output_at ?? ''
  const personas = set.personas ?? []
  return (
    <>
      <Head set={set} />
      <BuildState of={set} path={path} title={set.name} />
      {set.weak && (
        <p class="notice weak">
          <span>
            <strong>Weak evidence.</strong> {set.weak}
          </span>
        </p>
      )}
      {personas.length === 0 ? (
        isSettled(set) ? null : (
          <Loading what="the first personas" />
        )
      ) : (
        <>
          <nav class="tabs" aria-label="Parts of the persona set">
            {Object.entries(tabs).map(([name, word]) => (
              <Link key={name} href={`/persona-sets/${id}/${name}`} aria-current={name === tab ? 'page' : undefined}>
                {word}
              </Link>
            ))}
          </nav>
          {tab === 'analysis' ? (
            <Analysis key={build} set={set} />
          ) : tab === 'flow' ? (
            <FlowTab key={build} set={set} />
          ) : tab === 'value' ? (
            <Value key={build} set={set} />
          ) : (
            <Definition set={set} />
          )}
        </>
      )}
    </>
  )
}

function Head({ set }: { set: PersonaSet }) {
  const { id, name, cohort_id, personas, population_count, data_up_to } = set
  const cohort = useAnswer<Cohort>(`/cohorts/${cohort_id}`)
  const of = cohort.data ? ` of ${cohort.data.name}` : ''
  return (
    <div class="head">
      <div>
        <Title set={set} />
        <p class="quiet">
          {personas && population_count !== undefined
            ? `${counted(population_count, 'person', 'people')}${of} in ${counted(personas.length, 'persona')}`
            : `Personas${of}`}
          {data_up_to && ` · data up to ${day(data_up_to)}`}
        </p>
        <Status of={set} />
      </div>
      <div class="actions">
        {personas && (
          <a class="button" href={`/v1/persona_sets/${id}/download.csv?human_readable=true`} download={`${name}.csv`}>
            Download CSV
          </a>
        )}
      </div>
    </div>
  )
}

/** The name, and a small form to change it. */
function Title({ set }: { set: PersonaSet }) {
  const [editing, setEditing] = useState(false)
  const [error, setError] = useState<ApiError>()
  const rename = async (event: SubmitEvent) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get('name'))
    try {
      queries.setQueryData([`/persona_sets/${set.id}`], await request('PATCH', `/persona_sets/${set.id}`, { name }))
      setEditing(false)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  if (!editing) {
    return (
      <span class="actions">
        <h1>{set.name}</h1>
        <button type="button" class="plain" onClick={() => setEditing(true)} aria-label={`Rename ${set.name}`}>
          Rename
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
        <label class="hidden" for="set-name">
          Name of the persona set
        </label>
        <input
          id="set-name"
          name="name"
          required
          maxLength={200}
          defaultValue={set.name}
          ref={(input) => input?.focus()}
        />
      </span>
      <button type="submit" class="button first">
        Rename
      </button>
      <button type="button" class="button" onClick={() => setEditing(false)}>
        Cancel
      </button>
      {error && <Failure error={error} />}
    </form>
  )
}
