import { useState } from 'preact/hooks'
import { Link, useLocation, useSearch } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { queries, useAnswer } from '../api/query.ts'
import type { Cohort, Dataset, PersonaSet, Scope, Target, Trait } from '../api/types.ts'
import { ChoiceField } from '../parts/choice.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { people } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { freeName } from './delivery/free-name.ts'
import { PopulationCount } from './delivery/population-count.tsx'
import { Ticks } from './delivery/ticks.tsx'

/** The population and what is said of it, and the delivery of that: four steps on one page. */
export function NewDelivery() {
  const cohorts = useAnswer<Cohort[]>('/cohorts')
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const traits = useAnswer<Trait[]>('/traits')
  const datasets = useAnswer<Dataset[]>('/datasets')
  const scopes = useAnswer<Scope[]>('/scopes')
  const targets = useAnswer<Target[]>('/targets')
  useTitle(say('deliveries.new'))
  const all = [cohorts, sets, traits, datasets, scopes, targets]
  const failed = all.find(({ error, data }) => error && !data)
  if (failed?.error) {
    return (
      <>
        <h1>{say('deliveries.new')}</h1>
        <Failure error={failed.error} retry={failed.refetch} />
      </>
    )
  }
  if (all.some(({ data }) => !data)) return <Loading what={say('deliveries.new')} page={say('deliveries.new')} />
  if (cohorts.data!.length === 0) {
    return (
      <Empty title={say('deliveries.needs-cohort')}>
        <Link href="/cohorts/new" class="button first">
          {say('deliveries.make-cohort')}
        </Link>
      </Empty>
    )
  }
  return (
    <Form
      cohorts={cohorts.data!.filter(({ archived_at }) => !archived_at)}
      sets={sets.data!.filter(({ archived_at }) => !archived_at)}
      traits={traits.data!.filter(({ category }) => category !== 'computed')}
      datasets={datasets.data!}
      scopes={scopes.data!}
      targets={targets.data!}
    />
  )
}

const modes = ['identified', 'hashed', 'referenced', 'aggregated'] as const
type Mode = (typeof modes)[number]
const levels = ['state', 'city', 'postcode'] as const

interface Props {
  cohorts: Cohort[]
  sets: PersonaSet[]
  traits: Trait[]
  datasets: Dataset[]
  scopes: Scope[]
  targets: Target[]
}

function Form({ cohorts, sets, traits, datasets, scopes, targets }: Props) {
  const search = new URLSearchParams(useSearch())
  // A population that is there already, of an earlier try or of a page that knows one.
  const [made, setMade] = useState<Scope | undefined>(scopes.find(({ id }) => id === search.get('scope')))
  const asked = { cohort: search.get('cohort'), set: search.get('set'), persona: search.get('persona') }
  const [include, setInclude] = useState<string[]>(asked.cohort ? [asked.cohort] : [])
  const [exclude, setExclude] = useState<string[]>([])
  const [setIds, setSetIds] = useState<string[]>(asked.set ? [asked.set] : [])
  const [memberIds, setMemberIds] = useState<string[]>([])
  const [attributes, setAttributes] = useState<string[]>([])
  const [explain, setExplain] = useState(true)
  const [mode, setMode] = useState<Mode>('identified')
  const [level, setLevel] = useState<(typeof levels)[number]>('state')
  const [reference, setReference] = useState('')
  const [persona, setPersona] = useState(asked.persona && asked.set ? `${asked.set} ${asked.persona}` : '')
  const [limit, setLimit] = useState<number>()
  const [preview, setPreview] = useState(false)
  const [name, setName] = useState<string>()
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()
  const first =
    cohorts.find(({ id }) => id === include[0]) ?? cohorts.find(({ id }) => id === made?.population.cohort_ids[0])
  const proposed = first
    ? freeName(say('deliveries.default-name', { cohort: first.name }), [...targets, ...scopes])
    : ''
  const shownName = name ?? proposed
  const references = datasets.flatMap(({ id, name: dataset, reference_key_columns = [] }) =>
    reference_key_columns.map((column) => ({ key: `${id} ${column}`, dataset_id: id, column, dataset })),
  )
  const chosenSets = made ? (made.payload.persona_set_ids ?? []) : setIds
  const personas = sets
    .filter(({ id }) => chosenSets.includes(id))
    .flatMap((set) =>
      (set.personas ?? []).map((one) => ({ key: `${set.id} ${one.id}`, name: one.name, set: set.name })),
    )

  const representation = () => {
    if (mode === 'aggregated') return { mode, aggregate: level }
    if (mode !== 'referenced') return { mode }
    const { dataset_id, column } = references.find(({ key }) => key === reference)!
    return { mode, reference: { dataset_id, column_name: column } }
  }
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      const scope =
        made ??
        (await request<Scope>('POST', '/scopes', {
          name: shownName,
          preview,
          population: { cohort_ids: include, ...(exclude.length && { exclusion_cohort_ids: exclude }) },
          payload: {
            ...(setIds.length && { persona_set_ids: setIds }),
            ...(memberIds.length && { cohort_ids: memberIds }),
            ...(attributes.length && { attributes }),
          },
        }))
      setMade(scope)
      const [set_id, persona_id] = persona.split(' ')
      const target = await request<Target>('POST', '/targets', {
        name: shownName,
        scope_id: scope.id,
        options: { type: 'hosted_csv' },
        representation: representation(),
        human_readable: true,
        ...(explain && mode !== 'aggregated' && { explain }),
        ...(persona && { filter: { persona: [{ persona_set_id: set_id, persona_id, _eq: true }] } }),
        ...(limit && { limit: { method: 'row_count', threshold: limit } }),
      })
      await queries.invalidateQueries()
      go(`/deliveries/${target.id}`)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
      setBusy(false)
    }
  }
  return (
    <>
      <h1>{say('deliveries.new')}</h1>
      <form class="deliver" onSubmit={(event) => void save(event)}>
        {made ? (
          <p class="notice">{say('deliveries.has-population', { name: made.name })}</p>
        ) : (
          <>
            <fieldset class="panel">
              <legend>{say('deliveries.step-who')}</legend>
              <Ticks name="in" options={cohorts.map(named)} chosen={include} set={setInclude} />
              <details>
                <summary>{say('deliveries.but-not')}</summary>
                <Ticks
                  name="out"
                  options={cohorts.filter(({ id }) => !include.includes(id)).map(named)}
                  chosen={exclude}
                  set={setExclude}
                />
              </details>
              <PopulationCount include={include} exclude={exclude.filter((id) => !include.includes(id))} />
            </fieldset>
            <fieldset class="panel">
              <legend>{say('deliveries.step-what')}</legend>
              {sets.length === 0 && <p class="quiet">{say('deliveries.no-sets')}</p>}
              <Ticks name="sets" options={sets.map(({ id, name: set }) => [id, set])} chosen={setIds} set={setSetIds} />
              <details>
                <summary>{say('deliveries.more-columns')}</summary>
                {traits.length > 0 && <h3>{say('deliveries.traits')}</h3>}
                <Ticks
                  name="traits"
                  options={traits.map((trait) => [trait.name, trait.literate ?? trait.name])}
                  chosen={attributes}
                  set={setAttributes}
                />
                <h3>{say('deliveries.membership')}</h3>
                <Ticks name="members" options={cohorts.map(named)} chosen={memberIds} set={setMemberIds} />
              </details>
              <label class="check">
                <input
                  type="checkbox"
                  checked={explain}
                  onChange={(event) => setExplain(event.currentTarget.checked)}
                />
                {say('deliveries.explain')}
              </label>
            </fieldset>
          </>
        )}
        <fieldset class="panel">
          <legend>{say('deliveries.step-where')}</legend>
          <label class="choice">
            <input type="radio" name="where" checked readOnly />
            <span>
              <strong>{say('deliveries.csv')}</strong>
              <br />
              <span class="small quiet">{say('deliveries.csv-about')}</span>
            </span>
          </label>
        </fieldset>
        <fieldset class="panel">
          <legend>{say('deliveries.step-how')}</legend>
          <div class="choices">
            {modes
              .filter((one) => one !== 'referenced' || references.length > 0)
              .map((one) => (
                <label key={one} class="choice">
                  <input type="radio" name="mode" checked={mode === one} onChange={() => setMode(one)} />
                  <span>
                    <strong>{say(`deliveries.mode-${one}`)}</strong>
                    <br />
                    <span class="small quiet">{say(`deliveries.mode-${one}-about`)}</span>
                  </span>
                </label>
              ))}
          </div>
          {mode === 'aggregated' && (
            <ChoiceField
              id="level"
              label={say('deliveries.level')}
              value={level}
              choose={(value) => setLevel(value as typeof level)}
              options={levels.map((one) => [one, say(`deliveries.level-${one}`)])}
            />
          )}
          {mode === 'referenced' && (
            <ChoiceField
              id="reference"
              label={say('deliveries.reference')}
              required
              value={reference}
              choose={setReference}
              options={[
                ['', say('deliveries.choose')],
                ...references.map(({ key, dataset, column }): [string, string] => [key, `${dataset}: ${column}`]),
              ]}
            />
          )}
          {personas.length > 0 && mode !== 'aggregated' && (
            <ChoiceField
              id="only"
              label={say('deliveries.only')}
              value={persona}
              choose={setPersona}
              options={[
                ['', say('deliveries.everybody')],
                ...personas.map((one): [string, string] => [
                  one.key,
                  say('deliveries.persona-of', { persona: one.name, set: one.set }),
                ]),
              ]}
            />
          )}
          <div class="field">
            <label for="limit">{say('deliveries.limit')}</label>
            <input
              id="limit"
              type="number"
              min={1}
              value={limit ?? ''}
              placeholder={say('deliveries.no-limit')}
              onInput={(event) => setLimit(event.currentTarget.valueAsNumber || undefined)}
            />
          </div>
          {!made && (
            <label class="check">
              <input type="checkbox" checked={preview} onChange={(event) => setPreview(event.currentTarget.checked)} />
              {say('deliveries.preview-only')}
            </label>
          )}
        </fieldset>
        <div class="panel">
          <div class="field">
            <label for="name">{say('deliveries.name')}</label>
            <input
              id="name"
              required
              maxLength={200}
              value={shownName}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          </div>
          {error && <Failure error={error} />}
          {error && made && <p class="notice">{say('deliveries.population-stays', { name: made.name })}</p>}
          <div class="actions">
            <button type="submit" class="button first" disabled={busy || (!made && include.length === 0)}>
              {say('deliveries.save')}
            </button>
            <Link href="/deliveries" class="button">
              {say('common.cancel')}
            </Link>
          </div>
        </div>
      </form>
    </>
  )
}

const named = ({ id, name, population_count }: Cohort): [string, string] => [
  id,
  population_count === undefined ? name : say('deliveries.cohort-option', { name, people: people(population_count) }),
]
