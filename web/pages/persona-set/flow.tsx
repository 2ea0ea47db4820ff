import { useMemo, useState } from 'preact/hooks'
import { useLocation, useSearch } from 'wouter-preact'
import { useAnswer } from '../../api/query.ts'
import type { Flow, PersonaSet } from '../../api/types.ts'
import { FlowChart, type Layer } from '../../charts/flow-chart.tsx'
import { Failure, Loading } from '../../parts/states.tsx'
import { count, day, people, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** How many people each persona had on each day: a chart, a slider, and the day's figures beside it. */
export function FlowTab({ set }: { set: PersonaSet }) {
  const { data, error, refetch } = useAnswer<Flow>(`/persona_sets/${set.id}/analysis/flow`)
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what={say('persona-set.flow')} />
  return <FlowOf set={set} flow={data} />
}

function FlowOf({ set, flow }: { set: PersonaSet; flow: Flow }) {
  const { dates, layers } = useMemo(() => layersOf(set, flow), [set, flow])
  const [chosen, setAt] = useState<number>()
  const [page, go] = useLocation()
  const asShare = new URLSearchParams(useSearch()).get('as') === 'share'
  const drawn = useMemo(() => (asShare ? sharesOf(layers) : layers), [asShare, layers])
  if (dates.length < 2) return <p class="notice">{say('persona-set.flow-one-day')}</p>
  const at = Math.min(chosen ?? dates.length - 1, dates.length - 1)
  const total = layers.reduce((sum, { counts }) => sum + counts[at]!, 0)
  const said = say('persona-set.flow-day', { day: day(dates[at]!), people: people(total) })
  const marks = flow[0]?.marks ?? []
  return (
    <section class="panel">
      <div class="head">
        <h2>{say('persona-set.flow-title')}</h2>
        <fieldset class="switcher">
          <legend class="hidden">{say('persona-set.show-as')}</legend>
          {(['people', 'share'] as const).map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="as"
                checked={asShare === (one === 'share')}
                onChange={() => go(one === 'share' ? `${page}?as=share` : page, { replace: true })}
              />
              {say(`persona-set.as-${one}`)}
            </label>
          ))}
        </fieldset>
      </div>
      <div class="flow">
        <div>
          <FlowChart
            dates={dates}
            layers={drawn}
            asShare={asShare}
            at={at}
            choose={setAt}
            name={say('persona-set.flow-of', { from: day(dates[0]!), to: day(dates.at(-1)!) })}
          />
          <input
            type="range"
            min={0}
            max={dates.length - 1}
            value={at}
            aria-label={say('persona-set.day')}
            aria-valuetext={said}
            onInput={(event) => setAt(event.currentTarget.valueAsNumber)}
          />
        </div>
        <div aria-live="polite">
          <h3>{said}</h3>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('common.persona')}</th>
                <th scope="col" class="number">
                  {say('persona-set.people')}
                </th>
                <th scope="col" class="number">
                  {say('persona-set.share')}
                </th>
              </tr>
            </thead>
            <tbody>
              {layers.toReversed().map(({ id, name, slot, counts }) => (
                <tr key={id}>
                  <td>
                    <span class={`dot p${slot}`} /> {name}
                  </td>
                  <td class="number">{count(counts[at]!)}</td>
                  <td class="number">{percent(total ? counts[at]! / total : 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {total < 100 && <p class="small quiet">{say('persona-set.few-people')}</p>}
        </div>
      </div>
      {marks.map(({ date, note }) => (
        <p key={`${date} ${note}`} class="small quiet">
          {say('persona-set.flow-mark', { day: day(date), note })}
        </p>
      ))}
    </section>
  )
}

/** The same as shares of each day, in percent. */
function sharesOf(layers: Layer[]): Layer[] {
  const totals = layers[0]?.counts.map((_, at) => layers.reduce((sum, { counts }) => sum + counts[at]!, 0)) ?? []
  return layers.map((layer) => ({
    ...layer,
    counts: layer.counts.map((one, at) => (totals[at] ? (100 * one) / totals[at] : 0)),
  }))
}

/** The personas as layers over one axis of days; a persona without a figure for a day has that of its day before. */
function layersOf(set: PersonaSet, flow: Flow): { dates: string[]; layers: Layer[] } {
  const dates = [...new Set(flow.flatMap(({ days }) => days.map(({ date }) => date)))].sort()
  const personas = new Map(set.personas?.map((one) => [one.id, one]))
  const layers = flow.map(({ persona_id, gone, days }): Layer => {
    const counts = new Map(days.map(({ date, count: people }) => [date, people]))
    let last = 0
    return {
      id: persona_id,
      name: personas.get(persona_id)?.name ?? gone ?? persona_id,
      slot: personas.get(persona_id)?.color_slot ?? 7,
      counts: dates.map((date) => {
        last = counts.get(date) ?? last
        return last
      }),
    }
  })
  return { dates, layers: layers.toSorted((a, b) => (a.counts.at(-1) ?? 0) - (b.counts.at(-1) ?? 0)) }
}
