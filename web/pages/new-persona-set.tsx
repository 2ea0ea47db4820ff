import { useEffect, useState } from 'preact/hooks'
import { Link, useLocation } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { refresh, useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet } from '../api/types.ts'
import { counted } from '../api/words.ts'
import { Status } from '../parts/build-state.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'

/** A group of fewer people has nothing to be divided into. */
const fewest = 2

/** Chooses a cohort, how many personas, and a name. */
export function NewPersonaSet() {
  const cohorts = useAnswer<Cohort[]>('/cohorts', (all) => all.every(isSettled))
  const [chosen, setChosen] = useState<string>()
  const [exact, setExact] = useState(false)
  const [number, setNumber] = useState(5)
  const [name, setName] = useState<string>()
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()
  useEffect(() => {
    document.title = 'New persona set · Moira'
  }, [])
  const cohort = cohorts.data?.find(({ id }) => id === chosen)
  const shownName = name ?? (cohort ? `${cohort.name} personas` : '')

  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      const set = await request<PersonaSet>('POST', '/persona_sets', {
        cohort_id: chosen,
        name: shownName,
        ...(exact && { number_of_clusters: number }),
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
      <Empty title="Personas are made of a cohort, and there is none yet">
        <p class="quiet">A cohort is a group of people, such as all customers. Data comes first.</p>
        <Link href="/" class="button first">
          To the first steps
        </Link>
      </Empty>
    )
  }
  return (
    <>
      <h1>New persona set</h1>
      {cohorts.error && !cohorts.data && <Failure error={cohorts.error} retry={cohorts.refetch} />}
      {cohorts.isPending && <Loading what="cohorts" />}
      {cohorts.data && (
        <form class="panel" onSubmit={(event) => void save(event)}>
          <h2 id="who">Choose a cohort</h2>
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
                    {one.population_count !== undefined && `${counted(one.population_count, 'person', 'people')} · `}
                    {one.status === 'ready' &&
                      (one.population_count ?? 0) < fewest &&
                      `needs at least ${fewest} people · `}
                  </span>
                  <Status of={one} />
                </span>
              </label>
            ))}
          </div>
          <h2 id="number">Personas</h2>
          <div role="radiogroup" aria-labelledby="number" class="choices">
            <label class="choice">
              <input type="radio" name="how" checked={!exact} onChange={() => setExact(false)} />
              <span>As many as the data supports</span>
            </label>
            <label class="choice">
              <input type="radio" name="how" checked={exact} onChange={() => setExact(true)} />
              <span>Exactly as many as I say</span>
            </label>
          </div>
          {exact && (
            <div class="field">
              <label for="clusters">Number of personas</label>
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
          <div class="field">
            <label for="name">Name</label>
            <input
              id="name"
              required
              maxLength={200}
              value={shownName}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </div>
          {error && <Failure error={error} />}
          <div class="actions">
            <button type="submit" class="button first" disabled={busy}>
              Save persona set
            </button>
            <Link href="/persona-sets" class="button">
              Cancel
            </Link>
          </div>
        </form>
      )}
    </>
  )
}
