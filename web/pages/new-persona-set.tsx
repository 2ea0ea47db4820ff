import { useState } from 'preact/hooks'
import { Link, useLocation, useSearch } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { refresh, useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet } from '../api/types.ts'
import { Status } from '../parts/build-state.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { people } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { TraitChoice } from './new-persona-set/traits.tsx'

/** A group of fewer people has nothing to be divided into. */
const fewest = 2

/** Chooses a cohort, how many personas, and a name. */
export function NewPersonaSet() {
  const cohorts = useAnswer<Cohort[]>('/cohorts', (all) => all.every(isSettled))
  // A cohort's own page leads here.
  const [chosen, setChosen] = useState(new URLSearchParams(useSearch()).get('cohort') ?? undefined)
  const [traits, setTraits] = useState<string[]>()
  const [fixed, setFixed] = useState(false)
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const [exact, setExact] = useState(false)
  const [number, setNumber] = useState(5)
  const [name, setName] = useState<string>()
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()
  useTitle(say('persona-sets.new'))
  const cohort = cohorts.data?.find(({ id }) => id === chosen)
  const shownName = name ?? (cohort ? say('persona-sets.default-name', { cohort: cohort.name }) : '')

  const taken = sets.data?.some(({ name: one }) => one.trim() === shownName.trim()) ?? false

  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      const set = await request<PersonaSet>('POST', '/persona_sets', {
        cohort_id: chosen,
        name: shownName,
        ...(exact && { number_of_clusters: number }),
        ...(traits && { clustering_dimensions: { traits } }),
        ...(fixed && { refit: 'manual' }),
      })
      await refresh('/persona_sets')
      go(`/persona-sets/${set.id}`)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
      setBusy(false)
    }
  }
  if (cohorts.data?.length === 0) {
    return (
      <Empty title={say('persona-sets.no-cohort')}>
        <p class="quiet">{say('persona-sets.no-cohort-about')}</p>
        <Link href="/" class="button first">
          {say('persona-sets.first-steps')}
        </Link>
      </Empty>
    )
  }
  return (
    <>
      <h1>{say('persona-sets.new')}</h1>
      {cohorts.error && !cohorts.data && <Failure error={cohorts.error} retry={cohorts.refetch} />}
      {cohorts.isPending && <Loading what={say('persona-sets.cohorts')} />}
      {cohorts.data && (
        <form class="panel" onSubmit={(event) => void save(event)}>
          <h2 id="who">{say('persona-sets.choose-cohort')}</h2>
          <div role="radiogroup" aria-labelledby="who" class="choices">
            {cohorts.data.map((one) => (
              <label key={one.id} class="choice">
                <input
                  type="radio"
                  name="cohort"
                  required
                  checked={one.id === chosen}
                  disabled={one.status === 'ready' && (one.population_count ?? 0) < fewest}
                  onChange={() => setChosen(one.id)}
                />
                <span>
                  <strong>{one.name}</strong>
                  <br />
                  <span class="small quiet">
                    {one.population_count !== undefined && `${people(one.population_count)} · `}
                    {one.status === 'ready' &&
                      (one.population_count ?? 0) < fewest &&
                      `${say('persona-sets.needs-at-least', { count: fewest })} · `}
                  </span>
                  <Status of={one} />
                </span>
              </label>
            ))}
          </div>
          <h2 id="number">{say('persona-sets.how-many')}</h2>
          <div role="radiogroup" aria-labelledby="number" class="choices">
            <label class="choice">
              <input type="radio" name="how" checked={!exact} onChange={() => setExact(false)} />
              <span>{say('persona-sets.as-many-as')}</span>
            </label>
            <label class="choice">
              <input type="radio" name="how" checked={exact} onChange={() => setExact(true)} />
              <span>{say('persona-sets.exactly')}</span>
            </label>
          </div>
          {exact && (
            <div class="field">
              <label for="clusters">{say('persona-sets.number')}</label>
              <input
                id="clusters"
                type="number"
                min={1}
                max={20}
                required
                value={number}
                onInput={(event) => setNumber(event.currentTarget.valueAsNumber)}
              />
            </div>
          )}
          <TraitChoice chosen={traits} choose={setTraits} />
          <h2 id="keep">{say('persona-sets.keep')}</h2>
          <div role="radiogroup" aria-labelledby="keep" class="choices">
            <label class="choice">
              <input type="radio" name="keep" checked={!fixed} onChange={() => setFixed(false)} />
              <span>{say('persona-sets.keep-refit')}</span>
            </label>
            <label class="choice">
              <input type="radio" name="keep" checked={fixed} onChange={() => setFixed(true)} />
              <span>{say('persona-sets.keep-fixed')}</span>
            </label>
          </div>
          <div class="field">
            <label for="name">{say('persona-sets.name')}</label>
            <input
              id="name"
              required
              maxLength={200}
              value={shownName}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </div>
          {taken && (
            <p role="alert" class="notice bad">
              {say('persona-sets.name-taken')}
            </p>
          )}
          {error && <Failure error={error} />}
          <div class="actions">
            <button type="submit" class="button first" disabled={busy || taken}>
              {say('persona-sets.save')}
            </button>
            <Link href="/persona-sets" class="button">
              {say('common.cancel')}
            </Link>
          </div>
        </form>
      )}
    </>
  )
}
