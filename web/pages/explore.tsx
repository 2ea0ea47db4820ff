import { useState } from 'preact/hooks'
import { Link, useLocation, useSearchParams } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { useAnswer } from '../api/query.ts'
import type { Cohort, PersonaSet, Places } from '../api/types.ts'
import { ChoiceField } from '../parts/choice.tsx'
import { CsvButton } from '../parts/csv-button.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { count, decimal, percent } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { CompareTrait } from './explore/compare-trait.tsx'
import { StateMap } from './explore/state-map.tsx'
import { type Way, ways } from './explore/ways.ts'

const levels = ['state', 'zip3', 'postcode'] as const

/** Where the personas of a set live, and a trait in two cohorts. What is shown is in the address. */
export function Explore() {
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const [search, setSearch] = useSearchParams()
  useTitle(say('explore.title'))
  const shown = sets.data?.filter(({ explore, personas, archived_at }) => explore && personas && !archived_at) ?? []
  const set = shown.find(({ id }) => id === search.get('set')) ?? shown[0]
  const keep = (name: string, value: string) =>
    setSearch(
      (now) => {
        now.set(name, value)
        if (name === 'set') now.delete('persona')
        if (name === 'set' || name === 'level') now.delete('places')
        return now
      },
      { replace: true },
    )
  if (sets.error && !sets.data) return <Failure error={sets.error} retry={sets.refetch} page={say('explore.title')} />
  if (!sets.data) return <Loading what={say('explore.title')} page={say('explore.title')} />
  const persona = set?.personas?.find(({ id }) => id === search.get('persona')) ?? set?.personas?.[0]
  const level = levels.find((one) => one === search.get('level')) ?? 'state'
  const by = ways.find((one) => one === search.get('by')) ?? 'index'
  if (!set || !persona) {
    return (
      <>
        <Empty title={say('explore.none')}>
          <p>{say('explore.none-about')}</p>
          <Link href="/persona-sets" class="button first">
            {say('common.nav-persona-sets')}
          </Link>
        </Empty>
        <CompareTrait keep={keep} search={search} />
      </>
    )
  }
  return (
    <>
      <h1>{say('explore.title')}</h1>
      <section class="panel">
        <div class="filter">
          <ChoiceField
            id="set"
            label={say('explore.choose-set')}
            value={set.id}
            choose={(id) => keep('set', id)}
            options={shown.map(({ id, name }) => [id, name])}
          />
          <ChoiceField
            id="persona"
            label={say('explore.choose-persona')}
            value={persona.id}
            choose={(id) => keep('persona', id)}
            options={(set.personas ?? []).map(({ id, name }) => [id, name])}
          />
          <ChoiceField
            id="level"
            label={say('explore.level')}
            value={level}
            choose={(one) => keep('level', one)}
            options={levels.map((one) => [one, say(`explore.level-${one}`)])}
          />
          <ChoiceField
            id="show"
            label={say('explore.by')}
            value={by}
            choose={(one) => keep('by', one)}
            options={ways.map((one) => [one, say(`explore.by-${one}`)])}
          />
        </div>
        <Where
          key={`${set.id} ${level}`}
          set={set}
          persona={persona.id}
          level={level}
          by={by}
          chosen={(search.get('places') ?? '').split(',').filter(Boolean)}
          choose={(places) => keep('places', places.join(','))}
        />
      </section>
      <CompareTrait keep={keep} search={search} />
    </>
  )
}

interface WhereProps {
  set: PersonaSet
  persona: string
  level: (typeof levels)[number]
  by: Way
  chosen: string[]
  choose: (places: string[]) => void
}

function Where({ set, persona, level, by, chosen, choose }: WhereProps) {
  const { data, error, refetch } = useAnswer<Places>(`/persona_sets/${set.id}/analysis/places?level=${level}`)
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what={say('explore.the-places')} />
  if (data.people === 0) return <p class="notice">{say('explore.no-places')}</p>
  const { name, color_slot } = data.personas.find(({ persona_id }) => persona_id === persona)!
  const rows = data.places
    .map(({ place, place_id, people, personas }) => {
      const { count: here, share, index } = personas.find(({ persona_id }) => persona_id === persona)!
      return { place, place_id, people, here, share, index }
    })
    .sort((one, other) =>
      by === 'people' ? other.here - one.here : by === 'share' ? other.share - one.share : other.index - one.index,
    )
  const toggle = (place: string) =>
    choose(chosen.includes(place) ? chosen.filter((one) => one !== place) : [...chosen, place])
  return (
    <div class={level === 'state' ? 'where with-map' : 'where'}>
      {level === 'state' && (
        <StateMap
          places={rows}
          by={by}
          slot={color_slot}
          name={say('explore.map-of', { persona: name })}
          toggle={toggle}
          chosen={chosen}
        />
      )}
      <div>
        <h2>{say('explore.places-of', { persona: name })}</h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
        <section class="scroll long" tabIndex={0} aria-label={say('explore.places-of', { persona: name })}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('explore.place')}</th>
                <th scope="col" class="number">
                  {say('explore.index')}
                </th>
                <th scope="col" class="number">
                  {say('explore.share')}
                </th>
                <th scope="col" class="number">
                  {name}
                </th>
                <th scope="col" class="number">
                  {say('explore.people')}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.place}>
                  <td>
                    {row.place_id ? (
                      <label class="tick">
                        <input
                          type="checkbox"
                          checked={chosen.includes(row.place)}
                          onChange={() => toggle(row.place)}
                        />
                        {row.place}
                      </label>
                    ) : (
                      row.place
                    )}
                  </td>
                  <td class="number">{decimal(row.index)}</td>
                  <td class="number">{percent(row.share)}</td>
                  <td class="number">{count(row.here)}</td>
                  <td class="number">{count(row.people)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <p class="small quiet">{say('explore.index-about')}</p>
        {data.hidden_count > 0 && <p class="small quiet">{say('explore.few', { count: data.hidden_count })}</p>}
        {data.unplaced_count > 0 && (
          <p class="small quiet">{say('explore.unplaced', { count: data.unplaced_count })}</p>
        )}
        {data.sampled && <p class="small quiet">{say('explore.sampled')}</p>}
        <div class="actions">
          <CsvButton
            name={say('explore.places-of', { persona: name })}
            rows={[
              [say('explore.place'), say('explore.index'), say('explore.share'), name, say('explore.people')],
              ...rows.map(({ place, index, share, here, people }) => [place, index, share, here, people]),
            ]}
          />
          {level !== 'zip3' && <MakeCohort set={set} places={rows.filter(({ place }) => chosen.includes(place))} />}
        </div>
      </div>
    </div>
  )
}

/** A cohort of those of the set's cohort who live in the chosen places. */
function MakeCohort({ set, places }: { set: PersonaSet; places: { place: string; place_id?: string | undefined }[] }) {
  const [error, setError] = useState<ApiError>()
  const [, go] = useLocation()
  const of = useAnswer<Cohort>(`/cohorts/${set.cohort_id}`).data
  const make = async () => {
    try {
      const { id } = await request<Cohort>('POST', '/cohorts', {
        name: say('explore.cohort-name', {
          set: of?.name ?? set.name,
          places: places.map(({ place }) => place).join(', '),
        }).slice(0, 200),
        ...(of?.stream_name && { stream_name: of.stream_name }),
        place_conditions: places.map(({ place_id }) => ({ place_id, distance: 0, invert: false })),
      })
      go(`/cohorts/${id}`)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  return (
    <>
      <button type="button" class="button" disabled={places.length === 0} onClick={() => void make()}>
        {say('explore.make-cohort', { count: places.length })}
      </button>
      {error && <Failure error={error} />}
    </>
  )
}
