import { useEffect, useRef, useState } from 'preact/hooks'
import { Link, useSearchParams } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Cohort, type Edge, isSettled, type MakeUp, type PersonaSet, type Trait } from '../api/types.ts'
import { Sparkline } from '../charts/sparkline.tsx'
import { Status } from '../parts/build-state.tsx'
import { useFirstRows } from '../parts/first-rows.tsx'
import { PersonaStrip, partsOf } from '../parts/persona-strip.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { count } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { namesOf } from './cohort/names-of.ts'
import { PickSet } from './cohort/pick-set.tsx'
import { type Names, ruleWords } from './cohort/rule-words.ts'

/** All cohorts of the account: who is in each, how many, and which personas. */
export function Cohorts() {
  const cohorts = useAnswer<Cohort[]>('/cohorts', (all) => all.every(isSettled))
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const traits = useAnswer<Trait[]>('/traits')
  const graph = useAnswer<Edge[]>('/graph')
  const [search, setSearch] = useSearchParams()
  const firstRows = useFirstRows()
  useTitle(say('cohorts.title'))
  const text = search.get('q') ?? ''
  const archived = search.has('archived')
  const keep = (name: string, value: string) =>
    setSearch(
      (now) => {
        if (value) now.set(name, value)
        else now.delete(name)
        return now
      },
      { replace: true },
    )
  if (cohorts.data?.length === 0) {
    return (
      <Empty title={say('cohorts.none')}>
        <p class="quiet">{say('cohorts.none-about')}</p>
        <Link href="/cohorts/new" class="button first">
          {say('cohorts.new')}
        </Link>
      </Empty>
    )
  }
  const set =
    sets.data?.find(({ id }) => id === search.get('set')) ?? sets.data?.find(({ personas }) => personas?.length)
  const names = namesOf(traits.data)
  const shown = (cohorts.data ?? []).filter(
    ({ name, archived_at }) => name.toLowerCase().includes(text.toLowerCase()) && (archived || !archived_at),
  )
  const { rows, more } = firstRows(shown)
  return (
    <>
      <div class="head">
        <h1>{say('cohorts.title')}</h1>
        <span class="actions">
          <Link href="/cohorts/compare" class="button">
            {say('cohorts.compare')}
          </Link>
          <Link href="/cohorts/new" class="button first">
            {say('cohorts.new')}
          </Link>
        </span>
      </div>
      {cohorts.error && !cohorts.data && <Failure error={cohorts.error} retry={cohorts.refetch} />}
      {cohorts.isPending && <Loading what={say('cohorts.title')} />}
      {cohorts.data && (
        <section class="panel">
          <div class="filters">
            <div class="field">
              <label for="filter">{say('cohorts.filter')}</label>
              <input id="filter" type="search" value={text} onInput={(event) => keep('q', event.currentTarget.value)} />
            </div>
            <PickSet sets={sets.data ?? []} chosen={set?.id} choose={(id) => keep('set', id)} />
            <label class="check">
              <input
                type="checkbox"
                checked={archived}
                onChange={(event) => keep('archived', event.currentTarget.checked ? 'yes' : '')}
              />
              {say('cohorts.show-archived')}
            </label>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
          <section class="scroll" tabIndex={0} aria-label={say('cohorts.title')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('cohorts.name')}</th>
                  <th scope="col" class="number">
                    {say('cohorts.people')}
                  </th>
                  <th scope="col">{say('cohorts.last-year')}</th>
                  <th scope="col">{say('cohorts.personas')}</th>
                  <th scope="col" class="number">
                    {say('cohorts.used-by')}
                  </th>
                  <th scope="col">{say('cohorts.status')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((cohort) => (
                  <Row
                    key={cohort.id}
                    cohort={cohort}
                    set={set}
                    names={names}
                    uses={graph.data?.filter(({ upstream_id }) => upstream_id === cohort.id).length}
                  />
                ))}
              </tbody>
            </table>
          </section>
          {more}
          {shown.length === 0 && <p class="quiet">{say('cohorts.none-found')}</p>}
        </section>
      )}
    </>
  )
}

interface RowProps {
  cohort: Cohort
  set: PersonaSet | undefined
  names: Names
  uses: number | undefined
}

function Row({ cohort, set, names, uses }: RowProps) {
  const { id, name, population_count, recent_months = [] } = cohort
  const row = useRef<HTMLTableRowElement>(null)
  const seen = useSeen(row)
  return (
    <tr ref={row}>
      <td class="name wide">
        <Link href={`/cohorts/${id}`}>{name}</Link>
        <p class="small quiet rule">{ruleWords(cohort, names)}</p>
      </td>
      <td class="number">{population_count === undefined ? '–' : count(population_count)}</td>
      <td>
        <Sparkline
          values={recent_months.map((month) => month.count)}
          name={say('cohorts.sparkline', {
            from: count(recent_months[0]?.count ?? 0),
            to: count(recent_months.at(-1)?.count ?? 0),
          })}
        />
      </td>
      <td>
        {seen && set && population_count !== undefined ? (
          <Strip cohort={cohort} set={set} />
        ) : (
          <span class="quiet">–</span>
        )}
      </td>
      <td class="number">{uses ?? '–'}</td>
      <td>
        <Status of={cohort} />
        {cohort.status === 'error' && <p class="small">{cohort.status_error}</p>}
      </td>
    </tr>
  )
}

function Strip({ cohort, set }: { cohort: Cohort; set: PersonaSet }) {
  const { data } = useAnswer<MakeUp[]>(`/cohorts/${cohort.id}/analysis/personas?persona_set_ids=${set.id}`)
  return data?.[0] ? <PersonaStrip parts={partsOf(set, data[0])} /> : <span class="quiet">–</span>
}

/** Whether the row has been in sight: what costs a count is asked for then. */
function useSeen(row: { current: HTMLElement | null }): boolean {
  const [seen, setSeen] = useState(false)
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return
      setSeen(true)
      observer.disconnect()
    })
    observer.observe(row.current!)
    return () => observer.disconnect()
  }, [row])
  return seen
}
