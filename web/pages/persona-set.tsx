import { useState } from 'preact/hooks'
import { Link } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { queries, useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet } from '../api/types.ts'
import { BuildState, Status } from '../parts/build-state.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { day, people } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { Analysis } from './persona-set/analysis.tsx'
import { Definition } from './persona-set/definition.tsx'
import { FlowTab } from './persona-set/flow.tsx'
import { Value } from './persona-set/value.tsx'

const tabs = ['definition', 'analysis', 'flow', 'value'] as const

/** One persona set: its head, how far it is, and one of its tabs. */
export function PersonaSetPage({ id, tab }: { id: string; tab: string }) {
  const path = `/persona_sets/${id}`
  const { data: set, error, refetch } = useAnswer<PersonaSet>(path, isSettled)
  if (error && !set) {
    return (
      <>
        <h1>{say('persona-set.title')}</h1>
        <Failure error={error} retry={refetch} />
      </>
    )
  }
  if (!set) return <Loading what={say('persona-set.the-set')} />
  const build = set.last_updated_output_at ?? ''
  const personas = set.personas ?? []
  return (
    <>
      <Head set={set} />
      <BuildState of={set} path={path} title={set.name} />
      {set.weak && (
        <p class="notice weak">
          <span>
            <strong>{say('persona-set.weak')}</strong> {set.weak}
          </span>
        </p>
      )}
      {personas.length === 0 ? (
        isSettled(set) ? null : (
          <Loading what={say('persona-set.first-personas')} />
        )
      ) : (
        <>
          <nav class="tabs" aria-label={say('persona-set.parts')}>
            {tabs.map((name) => (
              <Link key={name} href={`/persona-sets/${id}/${name}`} aria-current={name === tab ? 'page' : undefined}>
                {say(`persona-set.tab-${name}`)}
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
  const of = cohort.data?.name
  const size =
    personas && population_count !== undefined
      ? { people: people(population_count), personas: say('common.personas', { count: personas.length }) }
      : undefined
  return (
    <div class="head">
      <div>
        <Title set={set} />
        <p class="quiet">
          {size
            ? of
              ? say('persona-set.summary-of-cohort', { ...size, cohort: of })
              : say('persona-set.summary', size)
            : of
              ? say('persona-set.of-cohort', { cohort: of })
              : say('persona-set.personas')}
          {data_up_to && ` · ${say('persona-set.data-up-to', { day: day(data_up_to) })}`}
        </p>
        <Status of={set} />
      </div>
      <div class="actions">
        {personas && (
          <a class="button" href={`/v1/persona_sets/${id}/download.csv?human_readable=true`} download={`${name}.csv`}>
            {say('persona-set.download')}
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
        <button
          type="button"
          class="plain"
          onClick={() => setEditing(true)}
          aria-label={say('common.rename-what', { name: set.name })}
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
        <label class="hidden" for="set-name">
          {say('persona-set.name')}
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
        {say('common.rename')}
      </button>
      <button type="button" class="button" onClick={() => setEditing(false)}>
        {say('common.cancel')}
      </button>
      {error && <Failure error={error} />}
    </form>
  )
}
