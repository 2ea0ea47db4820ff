import { Link, useLocation, useSearchParams } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type MakeUp, type Membership, type PersonaSet, type Trait } from '../api/types.ts'
import type { Layer } from '../charts/flow-chart.tsx'
import { Again } from '../parts/again.tsx'
import { BuildState, Status } from '../parts/build-state.tsx'
import { EditableTitle } from '../parts/editable-title.tsx'
import { OverTime } from '../parts/over-time.tsx'
import { noPersona, PersonaStrip, partsOf } from '../parts/persona-strip.tsx'
import { Remove } from '../parts/remove.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { count, day, people, percent } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { namesOf } from './cohort/names-of.ts'
import { PickSet } from './cohort/pick-set.tsx'
import { ruleWords } from './cohort/rule-words.ts'
import { Segments } from './cohort/segments.tsx'

/** One cohort: whom it means, how many they were over time, and which personas they have. */
export function CohortPage({ id }: { id: string }) {
  const path = `/cohorts/${id}`
  const { data: cohort, error, refetch } = useAnswer<Cohort>(path, isSettled)
  const traits = useAnswer<Trait[]>('/traits')
  const [, go] = useLocation()
  if (error && !cohort) {
    return (
      <>
        <h1>{say('cohorts.cohort')}</h1>
        <Failure error={error} retry={refetch} />
      </>
    )
  }
  if (!cohort) return <Loading what={say('cohorts.cohort')} page={say('cohorts.cohort')} />
  const { name, population_count, data_up_to, archived_at, name_note, last_updated_output_at = '' } = cohort
  return (
    <>
      <div class="head">
        <div>
          <EditableTitle path={path} name={name} label={say('cohorts.name')} />
          <p class="rule">{ruleWords(cohort, namesOf(traits.data))}</p>
          <p class="quiet small">
            {population_count !== undefined && people(population_count)}
            {data_up_to && ` · ${say('cohorts.data-up-to', { day: day(data_up_to) })}`}
          </p>
          <Status of={cohort} />
        </div>
        <div class="actions">
          <Link href={`/cohorts/${id}/edit`} class="button">
            {say('cohorts.edit')}
          </Link>
          <Link href={`/cohorts/compare?ids=${id}`} class="button">
            {say('cohorts.compare')}
          </Link>
          <Again path={path} name={name} archived={archived_at !== undefined} />
          <Remove
            kind="cohorts"
            id={id}
            name={name}
            archived={archived_at !== undefined}
            gone={() => go('/cohorts', { replace: true })}
          />
        </div>
      </div>
      <BuildState of={cohort} path={path} title={name} />
      {name_note && <p class="notice weak">{name_note}</p>}
      {population_count === undefined ? (
        isSettled(cohort) ? null : (
          <Loading what={say('cohorts.first-count')} />
        )
      ) : (
        <>
          <MembershipPanel key={`m${last_updated_output_at}`} cohort={cohort} />
          <MakeUpPanel key={`p${last_updated_output_at}`} cohort={cohort} />
        </>
      )}
    </>
  )
}

const periods = ['days', 'weeks', 'months'] as const
const modes = ['cumulative', 'qualifying'] as const

function MembershipPanel({ cohort: { id } }: { cohort: Cohort }) {
  const [search, setSearch] = useSearchParams()
  const mode = modes.find((one) => one === search.get('mode')) ?? 'cumulative'
  const by = periods.find((one) => one === search.get('by')) ?? 'weeks'
  const { data, error, refetch } = useAnswer<Membership>(
    `/cohorts/${id}/analysis/membership${mode === 'qualifying' ? '?mode=qualifying' : ''}`,
  )
  const keep = (name: string) => (value: string) =>
    setSearch(
      (now) => {
        now.set(name, value)
        return now
      },
      { replace: true },
    )
  const counts = data?.[by] ?? []
  const name = say(`cohorts.${mode}-name`)
  return (
    <section class="panel" aria-labelledby="membership">
      <h2 id="membership">{say('cohorts.membership')}</h2>
      <div class="actions">
        <Segments
          name={say('cohorts.counted')}
          options={modes.map((one) => [one, say(`cohorts.${one}`)])}
          chosen={mode}
          choose={keep('mode')}
        />
        <Segments
          name={say('cohorts.by')}
          options={periods.map((one) => [one, say(`cohorts.${one}`)])}
          chosen={by}
          choose={keep('by')}
        />
      </div>
      <p class="small quiet">{say(`cohorts.${mode}-about`)}</p>
      {error && !data && <Failure error={error} retry={refetch} />}
      {!data && !error && <Loading what={name} />}
      {data && counts.length === 0 && <p class="notice">{say('cohorts.nobody-yet')}</p>}
      {counts.length > 0 && (
        <OverTime
          dates={counts.map(({ date }) => date)}
          layers={[{ id: mode, name: say('cohorts.people'), slot: 0, counts: counts.map((one) => one.count) }]}
          name={name}
        />
      )}
      {data?.sampled && <p class="small quiet">{say('cohorts.sampled')}</p>}
    </section>
  )
}

function MakeUpPanel({ cohort }: { cohort: Cohort }) {
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const [search, setSearch] = useSearchParams()
  const set =
    sets.data?.find(({ id }) => id === search.get('set')) ??
    sets.data?.find((one) => one.cohort_id === cohort.id && one.personas?.length) ??
    sets.data?.find(({ personas }) => personas?.length)
  if (!sets.data) return <Loading what={say('cohorts.make-up')} />
  return (
    <section class="panel" aria-labelledby="make-up">
      <h2 id="make-up">{say('cohorts.make-up')}</h2>
      {set?.personas?.length ? (
        <>
          <PickSet
            sets={sets.data}
            chosen={set.id}
            choose={(id) =>
              setSearch(
                (now) => {
                  now.set('set', id)
                  return now
                },
                { replace: true },
              )
            }
          />
          <MakeUpOf key={set.id} cohort={cohort} set={set} />
        </>
      ) : (
        <>
          <p class="quiet">{say('cohorts.no-personas')}</p>
          <div class="actions">
            <Link href={`/persona-sets/new?cohort=${cohort.id}`} class="button">
              {say('cohorts.make-personas')}
            </Link>
          </div>
        </>
      )}
    </section>
  )
}

function MakeUpOf({ cohort, set }: { cohort: Cohort; set: PersonaSet }) {
  const { data, error, refetch } = useAnswer<MakeUp[]>(
    `/cohorts/${cohort.id}/analysis/personas?persona_set_ids=${set.id}&over=month`,
  )
  if (error && !data) return <Failure error={error} retry={refetch} />
  const [made] = data ?? []
  if (!made) return <Loading what={say('cohorts.make-up')} />
  const parts = partsOf(set, made)
  const total = parts.reduce((sum, part) => sum + part.count, 0)
  const { dates, layers } = layersOf(set, made)
  return (
    <>
      <h3>{say('cohorts.today')}</h3>
      <PersonaStrip parts={parts} tall />
      <ul class="legend">
        {parts.map((part) => (
          <li key={part.id}>
            <span class={`dot p${part.slot}`} /> {part.name}
            <span class="quiet figures">
              {count(part.count)} · {percent(total ? part.count / total : 0)}
            </span>
          </li>
        ))}
      </ul>
      {dates.length > 0 && (
        <>
          <h3>{say('cohorts.over-time')}</h3>
          <p class="small quiet">{say('cohorts.over-time-about')}</p>
          <OverTime dates={dates} layers={layers} name={say('cohorts.make-up-of', { cohort: cohort.name })} />
        </>
      )}
      {made.sampled && <p class="small quiet">{say('cohorts.sampled')}</p>}
    </>
  )
}

/** The personas over the months, the smallest at the foot of the stack; people without one on top. */
function layersOf(set: PersonaSet, { months = [], personas }: MakeUp): { dates: string[]; layers: Layer[] } {
  const slots = new Map(set.personas?.map(({ id, color_slot }) => [id, color_slot]))
  const layers = personas
    .map(
      ({ persona_id: id, name }, place): Layer => ({
        ...{ id, name, slot: slots.get(id) ?? noPersona },
        counts: months.map((month) => month.personas[place]?.count ?? 0),
      }),
    )
    .toSorted((a, b) => (a.counts.at(-1) ?? 0) - (b.counts.at(-1) ?? 0))
  const without = months.map(({ unassigned_count }) => unassigned_count)
  return {
    dates: months.map(({ date }) => date),
    layers: without.some((people) => people > 0)
      ? [...layers, { id: '', name: say('cohorts.without-persona'), slot: noPersona, counts: without }]
      : layers,
  }
}
