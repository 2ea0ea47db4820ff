import { useAnswer } from '../../api/query.ts'
import type { Cohort, Trait, TraitSpread } from '../../api/types.ts'
import { ChoiceField } from '../../parts/choice.tsx'
import { CsvButton } from '../../parts/csv-button.tsx'
import { Failure, Loading } from '../../parts/states.tsx'
import { day, decimal, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

interface Props {
  search: URLSearchParams
  keep: (name: string, value: string) => void
}

/** One trait in two cohorts: medians, quartiles, and bars in the same bins. */
export function CompareTrait({ search, keep }: Props) {
  const cohorts = useAnswer<Cohort[]>('/cohorts').data?.filter(
    (one) => one.population_count !== undefined && !one.archived_at,
  )
  const traits = useAnswer<Trait[]>('/traits').data?.filter((one) => one.category !== 'computed' && one.known_count)
  if (!cohorts || !traits || cohorts.length < 2 || traits.length === 0) return null
  const trait = traits.find(({ name }) => name === search.get('trait')) ?? traits[0]!
  const first = cohorts.find(({ id }) => id === search.get('first')) ?? cohorts[0]!
  const second = cohorts.find(({ id }) => id === search.get('second')) ?? cohorts.find(({ id }) => id !== first.id)!
  const options = cohorts.map(({ id, name }): [string, string] => [id, name])
  return (
    <section class="panel" aria-labelledby="compare">
      <h2 id="compare">{say('explore.compare')}</h2>
      <p class="small quiet">{say('explore.compare-about')}</p>
      <div class="filter">
        <ChoiceField
          id="trait"
          label={say('explore.trait')}
          value={trait.name}
          choose={(one) => keep('trait', one)}
          options={traits.map((one) => [one.name, one.literate ?? one.name])}
        />
        <ChoiceField
          id="first"
          label={say('explore.cohort-first')}
          value={first.id}
          choose={(id) => keep('first', id)}
          options={options}
        />
        <ChoiceField
          id="second"
          label={say('explore.cohort-second')}
          value={second.id}
          choose={(id) => keep('second', id)}
          options={options}
        />
      </div>
      <Spread key={`${trait.id} ${first.id} ${second.id}`} trait={trait} ids={[first.id, second.id]} />
    </section>
  )
}

function Spread({ trait, ids }: { trait: Trait; ids: string[] }) {
  const { data, error, refetch } = useAnswer<TraitSpread>(`/traits/${trait.id}/analysis?cohort_ids=${ids.join(',')}`)
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what={say('explore.the-trait')} rows={2} />
  const value = (one: number) =>
    data.kind === 'date' ? day(new Date(one * 86_400_000).toISOString().slice(0, 10)) : decimal(one)
  const most = Math.max(...data.cohorts.flatMap(({ bins }) => bins.map(({ share }) => share)), 1e-9)
  const name = trait.literate ?? trait.name
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={name}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('explore.value')}</th>
              {data.cohorts.map((one, i) => (
                <th scope="col" key={one.cohort_id}>
                  <span class={`dot p${i}`} /> {one.name}
                  <p class="small quiet">{say('explore.known', { known: one.known_count, people: one.people })}</p>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.cohorts.some(({ quartiles }) => quartiles) && (
              <>
                <tr>
                  <th scope="row">{say('explore.median')}</th>
                  {data.cohorts.map(({ cohort_id, quartiles }) => (
                    <td key={cohort_id}>{quartiles ? value(quartiles.median) : '–'}</td>
                  ))}
                </tr>
                <tr>
                  <th scope="row">{say('explore.middle-half')}</th>
                  {data.cohorts.map(({ cohort_id, quartiles }) => (
                    <td key={cohort_id}>
                      {quartiles
                        ? say('explore.quartiles', { low: value(quartiles.low), high: value(quartiles.high) })
                        : '–'}
                    </td>
                  ))}
                </tr>
              </>
            )}
            {(data.cohorts[0]?.bins ?? []).map(({ label }, bin) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {data.cohorts.map(({ cohort_id, bins }, i) => (
                  <td key={cohort_id} class={`p${i}`}>
                    <span class="spread">
                      <span style={{ width: `${(100 * bins[bin]!.share) / most}%` }} />
                    </span>{' '}
                    {percent(bins[bin]!.share)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {data.sampled && <p class="small quiet">{say('explore.sampled')}</p>}
      <div class="actions">
        <CsvButton
          name={name}
          rows={[
            [say('explore.value'), ...data.cohorts.map((one) => one.name)],
            ...(data.cohorts[0]?.bins ?? []).map(({ label }, bin) => [
              label,
              ...data.cohorts.map(({ bins }) => bins[bin]!.count),
            ]),
          ]}
        />
      </div>
    </>
  )
}
