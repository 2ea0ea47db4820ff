import { useState } from 'preact/hooks'
import { useSearchParams } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Cohort, type Conversion, isSettled, type MakeUp, type PersonaSet } from '../api/types.ts'
import { CsvButton } from '../parts/csv-button.tsx'
import { PersonaStrip, partsOf } from '../parts/persona-strip.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { count, people, percent } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { PickSet } from './cohort/pick-set.tsx'

const most = 6

/** Cohorts in the order of a customer's life, side by side by persona, and who goes from each to the next. */
export function CompareCohorts() {
  const cohorts = useAnswer<Cohort[]>('/cohorts', (all) => all.every(isSettled))
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const [search, setSearch] = useSearchParams()
  useTitle(say('cohorts.compare-title'))
  const ids = (search.get('ids') ?? '').split(',').filter(Boolean).slice(0, most)
  const chosen = ids.flatMap((id) => cohorts.data?.find((one) => one.id === id) ?? [])
  const set =
    sets.data?.find(({ id }) => id === search.get('set')) ?? sets.data?.find(({ personas }) => personas?.length)
  const keep = (name: string, value: string) =>
    setSearch(
      (now) => {
        now.set(name, value)
        return now
      },
      { replace: true },
    )
  const order = (next: string[]) => keep('ids', next.join(','))
  const ready = chosen.filter(({ population_count }) => population_count !== undefined)
  return (
    <>
      <h1>{say('cohorts.compare-title')}</h1>
      {cohorts.error && !cohorts.data && <Failure error={cohorts.error} retry={cohorts.refetch} />}
      {cohorts.isPending && <Loading what={say('cohorts.title')} />}
      {cohorts.data && (
        <section class="panel" aria-labelledby="choose">
          <h2 id="choose">{say('cohorts.compare-which')}</h2>
          <p class="small quiet">{say('cohorts.compare-about', { most })}</p>
          <Chosen chosen={chosen} order={order} />
          {chosen.length < most && (
            <Add
              cohorts={cohorts.data.filter(({ id, archived_at }) => !ids.includes(id) && !archived_at)}
              add={(id) => order([...ids, id])}
            />
          )}
          <PickSet sets={sets.data ?? []} chosen={set?.id} choose={(id) => keep('set', id)} />
        </section>
      )}
      {sets.data && !set?.personas?.length && <p class="notice">{say('cohorts.no-personas')}</p>}
      {set && ready.length > 0 && (
        <section class="panel" aria-labelledby="bars">
          <h2 id="bars">{say('cohorts.make-up')}</h2>
          <Bars cohorts={ready} set={set} />
        </section>
      )}
      {set &&
        ready
          .slice(1)
          .map((to, i) => <Converted key={`${ready[i]!.id} ${to.id}`} from={ready[i]!} to={to} set={set} />)}
    </>
  )
}

function Chosen({ chosen, order }: { chosen: Cohort[]; order: (ids: string[]) => void }) {
  const ids = chosen.map(({ id }) => id)
  const swapped = (i: number) => ids.with(i, ids[i - 1]!).with(i - 1, ids[i]!)
  return (
    <ol class="ordered">
      {chosen.map(({ id, name, population_count }, i) => (
        <li key={id}>
          <span>
            {name} {population_count !== undefined && <span class="quiet small">{people(population_count)}</span>}
          </span>
          <span class="actions">
            <button
              type="button"
              class="plain"
              disabled={i === 0}
              onClick={() => order(swapped(i))}
              aria-label={say('cohorts.earlier', { name })}
            >
              ↑
            </button>
            <button
              type="button"
              class="plain"
              disabled={i === ids.length - 1}
              onClick={() => order(swapped(i + 1))}
              aria-label={say('cohorts.later', { name })}
            >
              ↓
            </button>
            <button
              type="button"
              class="plain"
              onClick={() => order(ids.filter((one) => one !== id))}
              aria-label={say('cohorts.leave-out', { name })}
            >
              ✕
            </button>
          </span>
        </li>
      ))}
    </ol>
  )
}

function Add({ cohorts, add }: { cohorts: Cohort[]; add: (id: string) => void }) {
  const [id, setId] = useState('')
  return (
    <form
      class="actions"
      onSubmit={(event) => {
        event.preventDefault()
        if (id) add(id)
        setId('')
      }}
    >
      <div class="field">
        <label for="add-cohort">{say('cohorts.add-cohort')}</label>
        <select id="add-cohort" value={id} onChange={(event) => setId(event.currentTarget.value)}>
          <option value="">{say('cohorts.choose')}</option>
          {cohorts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.population_count === undefined
                ? one.name
                : say('cohorts.option', { name: one.name, people: people(one.population_count) })}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" class="button" disabled={!id}>
        {say('cohorts.add')}
      </button>
    </form>
  )
}

function Bars({ cohorts, set }: { cohorts: Cohort[]; set: PersonaSet }) {
  return (
    <>
      <ul class="legend">
        {set.personas?.map(({ id, name, color_slot }) => (
          <li key={id}>
            <span class={`dot p${color_slot}`} /> {name}
          </li>
        ))}
        <li>
          <span class="dot p8" /> {say('cohorts.without-persona')}
        </li>
      </ul>
      <dl class="bars">
        {cohorts.map((cohort) => (
          <Bar key={cohort.id} cohort={cohort} set={set} />
        ))}
      </dl>
    </>
  )
}

function Bar({ cohort, set }: { cohort: Cohort; set: PersonaSet }) {
  const { data, error, refetch } = useAnswer<MakeUp[]>(
    `/cohorts/${cohort.id}/analysis/personas?persona_set_ids=${set.id}`,
  )
  return (
    <div>
      <dt>
        {cohort.name} <span class="quiet small">{people(cohort.population_count ?? 0)}</span>
      </dt>
      <dd>
        {error && !data ? (
          <Failure error={error} retry={refetch} />
        ) : data?.[0] ? (
          <PersonaStrip parts={partsOf(set, data[0])} tall />
        ) : (
          <Loading what={say('cohorts.make-up')} rows={1} />
        )}
      </dd>
    </div>
  )
}

function Converted({ from, to, set }: { from: Cohort; to: Cohort; set: PersonaSet }) {
  const { data, error, refetch } = useAnswer<Conversion>(
    `/persona_sets/${set.id}/analysis/conversion?from=${from.id}&to=${to.id}`,
  )
  const title = say('cohorts.conversion', { from: from.name, to: to.name })
  const slots = new Map(set.personas?.map(({ id, color_slot }) => [id, color_slot]))
  type Rate = Conversion['total'] & { id: string; name: string; stands_out?: 'lower' | 'higher' | undefined }
  const rows: Rate[] = data
    ? [
        ...data.personas.map((one) => ({ ...one, id: one.persona_id })),
        ...(data.unassigned.people ? [{ ...data.unassigned, id: '', name: say('cohorts.without-persona') }] : []),
        { ...data.total, id: 'all', name: say('cohorts.everybody') },
      ]
    : []
  const headers = ['persona', 'people', 'converted', 'rate', 'interval'] as const
  const interval = ({ low, high }: Rate) =>
    low === null || high === null ? '–' : say('cohorts.range', { low: percent(low), high: percent(high) })
  return (
    <section class="panel">
      <h2>{title}</h2>
      <p class="small quiet">{say('cohorts.conversion-about', { from: from.name, to: to.name })}</p>
      {error && !data && <Failure error={error} retry={refetch} />}
      {!data && !error && <Loading what={title} />}
      {data && (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
          <section class="scroll" tabIndex={0} aria-label={title}>
            <table>
              <thead>
                <tr>
                  {headers.map((header, i) => (
                    <th key={header} scope="col" class={i ? 'number' : undefined}>
                      {say(`cohorts.header-${header}`)}
                    </th>
                  ))}
                  <th scope="col">{say('cohorts.header-picture')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <tr key={row.id} class={row.id === 'all' ? 'total' : undefined}>
                    <th scope="row">
                      <span class={`dot p${slots.get(row.id) ?? 8}`} /> {row.name}
                    </th>
                    <td class="number">{count(row.people)}</td>
                    <td class="number">{count(row.converted)}</td>
                    <td class="number">
                      {row.rate === null ? '–' : percent(row.rate)}
                      {row.stands_out && (
                        <p class={`mark ${row.stands_out}`}>{say(`cohorts.stands-${row.stands_out}`)}</p>
                      )}
                    </td>
                    <td class="number quiet">{interval(row)}</td>
                    <td>{row.rate !== null && <Whisker {...row} />}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
          <div class="actions">
            <CsvButton
              name={title}
              rows={[
                [...headers.slice(0, 4).map((header) => say(`cohorts.header-${header}`)), 'low', 'high'],
                ...rows.map(({ name, people: all, converted, rate, low, high }) => [
                  ...[name, all, converted],
                  ...[rate, low, high].map((share) => share ?? ''),
                ]),
              ]}
            />
          </div>
        </>
      )}
    </section>
  )
}

/** The rate as a dot on the line of its interval, from 0 to 100 %; the cells beside it say the same. */
function Whisker({ rate, low, high }: Pick<Conversion['total'], 'rate' | 'low' | 'high'>) {
  const at = (share: number | null) => 4 + (share ?? 0) * 112
  return (
    <svg class="whisker" width="120" height="16" viewBox="0 0 120 16" aria-hidden="true">
      <line class="axis" x1="4" x2="116" y1="8" y2="8" />
      <line x1={at(low)} x2={at(high)} y1="8" y2="8" />
      <circle cx={at(rate)} cy="8" r="4" />
    </svg>
  )
}
