import { Link, useLocation } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet } from '../api/types.ts'
import { Again } from '../parts/again.tsx'
import { BuildState, Status } from '../parts/build-state.tsx'
import { EditableTitle } from '../parts/editable-title.tsx'
import { ExploreSwitch } from '../parts/explore-switch.tsx'
import { Remove } from '../parts/remove.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { day, people } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { Analysis } from './persona-set/analysis.tsx'
import { Changes } from './persona-set/changes.tsx'
import { Definition } from './persona-set/definition.tsx'
import { Evidence } from './persona-set/evidence.tsx'
import { FlowTab } from './persona-set/flow.tsx'
import { Value } from './persona-set/value.tsx'

const tabs = ['definition', 'analysis', 'flow', 'value', 'evidence'] as const

/** One persona set: its head, how far it is, and one of its tabs. */
export function PersonaSetPage({ id, tab }: { id: string; tab: string }) {
  const path = `/persona_sets/${id}`
  const { data: set, error, refetch } = useAnswer<PersonaSet>(path, isSettled)
  if (error && !set) return <Failure error={error} retry={refetch} page={say('persona-set.title')} />
  if (!set) return <Loading what={say('persona-set.the-set')} page={say('persona-set.title')} />
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
      <Changes set={set} />
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
          ) : tab === 'evidence' ? (
            <Evidence key={build} set={set} />
          ) : (
            <Definition set={set} />
          )}
        </>
      )}
    </>
  )
}

function Head({ set }: { set: PersonaSet }) {
  const { id, name, cohort_id, personas, population_count, data_up_to, archived_at } = set
  const [, go] = useLocation()
  const cohort = useAnswer<Cohort>(`/cohorts/${cohort_id}`)
  const of = cohort.data?.name
  const size =
    personas && population_count !== undefined
      ? { people: people(population_count), personas: say('common.personas', { count: personas.length }) }
      : undefined
  return (
    <div class="head">
      <div>
        <EditableTitle path={`/persona_sets/${id}`} name={name} label={say('persona-set.name')} />
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
        <span class="actions small">
          {say('common.show-in-explore')} <ExploreSwitch set={set} />
        </span>
        {personas && (
          <a class="button" href={`/v1/persona_sets/${id}/download.csv?human_readable=true`} download={`${name}.csv`}>
            {say('persona-set.download')}
          </a>
        )}
        <Again path={`/persona_sets/${id}`} name={name} archived={archived_at !== undefined} />
        <Remove
          kind="persona_sets"
          id={id}
          name={name}
          archived={archived_at !== undefined}
          gone={() => go('/persona-sets', { replace: true })}
        />
      </div>
    </div>
  )
}
