import { useSearchParams } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Flow, isSettled, type OrdersOverTime, type PersonaSet } from '../api/types.ts'
import { PeriodsChart } from '../charts/periods-chart.tsx'
import { ChoiceField } from '../parts/choice.tsx'
import { CsvButton } from '../parts/csv-button.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { count, day, decimal, money, monthLabel, percent } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { Start } from './start.tsx'

const grains = ['month', 'week', 'day'] as const
const measures = { revenue: 'value', orders: 'orders', average: 'average_order_value' } as const
type Measure = keyof typeof measures

/** The front page: the first steps, and once there are personas their orders, make-up and size by date. */
export function Home() {
  const sets = useAnswer<PersonaSet[]>('/persona_sets', (all) => all.every(isSettled))
  if (sets.error && !sets.data) return <Failure error={sets.error} retry={sets.refetch} page={say('home.title')} />
  if (!sets.data) return <Loading what={say('home.title')} page={say('home.title')} />
  const built = sets.data.filter(({ personas, archived_at }) => personas?.length && !archived_at)
  return built.length === 0 ? <Start /> : <Dashboard sets={built} />
}

function Dashboard({ sets }: { sets: PersonaSet[] }) {
  const [search, setSearch] = useSearchParams()
  useTitle(say('home.title'))
  const set = sets.find(({ id }) => id === search.get('set')) ?? sets[0]!
  const grain = grains.find((one) => one === search.get('grain')) ?? 'month'
  const measure = (Object.keys(measures) as Measure[]).find((one) => one === search.get('show')) ?? 'revenue'
  const keep = (name: string, value: string) =>
    setSearch(
      (now) => {
        now.set(name, value)
        if (name !== 'at') now.delete('at')
        return now
      },
      { replace: true },
    )
  const choices: [string, string, string, [string, string][]][] = [
    ['set', say('home.set'), set.id, sets.map(({ id, name }) => [id, name])],
    [
      'show',
      say('home.measure'),
      measure,
      (Object.keys(measures) as Measure[]).map((one) => [one, say(`home.${one}`)]),
    ],
    ['grain', say('home.grain'), grain, grains.map((one) => [one, say(`home.grain-${one}`)])],
  ]
  return (
    <>
      <h1>{say('home.title')}</h1>
      <section class="panel" aria-label={say('home.title')}>
        <div class="filter">
          {choices.map(([name, label, value, options]) => (
            <ChoiceField
              key={name}
              id={name}
              label={label}
              value={value}
              options={options}
              choose={(one) => keep(name, one)}
            />
          ))}
        </div>
        <OverTime
          key={`${set.id} ${grain}`}
          set={set}
          grain={grain}
          measure={measure}
          at={search.get('at')}
          choose={(at) => keep('at', at)}
        />
      </section>
    </>
  )
}

interface Props {
  set: PersonaSet
  grain: (typeof grains)[number]
  measure: Measure
  /** The first day of the chosen period. */
  at: string | null
  choose: (from: string) => void
}

function OverTime({ set, grain, measure, at: chosen, choose }: Props) {
  const path = `/persona_sets/${set.id}/analysis/orders?grain=${grain}`
  const { data, error, refetch } = useAnswer<OrdersOverTime>(path)
  const flow = useAnswer<Flow>(`/persona_sets/${set.id}/analysis/flow`).data
  if (error?.status === 409 && !data) return <p class="notice">{say('home.no-orders')}</p>
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what={say('home.orders-loading')} />
  const { periods, personas, total, sampled } = data
  if (periods.length === 0) return <p class="notice">{say('home.no-orders')}</p>
  const found = periods.findIndex(({ from }) => from === chosen)
  const at = found < 0 ? periods.length - 1 : found
  const field = measures[measure]
  const write = (value: number | null) =>
    value === null ? '–' : measure === 'orders' ? count(Math.round(value)) : money(value)
  const [first, last] = [periods[0]!, periods[at]!]
  const name = say('home.over-time', {
    measure: say(`home.${measure}`),
    from: day(first.from),
    to: day(periods.at(-1)!.until),
  })
  const label = ({ from }: { from: string }) =>
    grain === 'month' ? monthLabel(new Date(from)) : day(from).replace(/,? ?\d{4}$/, '')
  const told = say('home.period-of', { from: day(last.from), until: day(last.until) })
  const sizes = sizesAt(flow, last.until)
  const everybody = [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const labels = periods.map(label)
  return (
    <>
      <div class="flow orders">
        <div>
          <PeriodsChart
            labels={labels}
            series={personas.map(({ persona_id, color_slot, name: persona, periods: sums }) => ({
              id: persona_id,
              name: persona,
              slot: color_slot,
              values: sums.map((one) => one[field]),
            }))}
            stacked={measure !== 'average'}
            at={at}
            choose={(i) => choose(periods[i]!.from)}
            name={name}
            write={(value) => write(value)}
          />
          <input
            type="range"
            min={0}
            max={periods.length - 1}
            value={at}
            aria-label={say('home.date-of', { name })}
            aria-valuetext={`${told}: ${write(total[at]![field])}`}
            onInput={(event) => choose(periods[event.currentTarget.valueAsNumber]!.from)}
          />
        </div>
        <div aria-live="polite">
          <h2>{told}</h2>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
          <section class="scroll" tabIndex={0} aria-label={told}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('common.persona')}</th>
                  <th scope="col" class="number">
                    {say(`home.${measure}`)}
                  </th>
                  <th scope="col" class="number">
                    {say('home.size')}
                  </th>
                  <th scope="col" class="number">
                    {say('home.share')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {personas.map(({ persona_id, color_slot, name: persona, periods: sums }) => (
                  <tr key={persona_id}>
                    <td>
                      <span class={`dot p${color_slot}`} /> {persona}
                    </td>
                    <td class="number">{write(sums[at]![field])}</td>
                    <td class="number">{sizes.has(persona_id) ? count(sizes.get(persona_id)!) : '–'}</td>
                    <td class="number">{everybody ? percent((sizes.get(persona_id) ?? 0) / everybody) : '–'}</td>
                  </tr>
                ))}
                <tr>
                  <th scope="row">{say('home.total')}</th>
                  <td class="number">{write(total[at]![field])}</td>
                  <td class="number">{flow ? count(everybody) : '–'}</td>
                  <td />
                </tr>
              </tbody>
            </table>
          </section>
        </div>
      </div>
      {sampled && <p class="small quiet">{say('home.sampled')}</p>}
      <Figures data={data} name={name} />
    </>
  )
}

/** People of each persona on a day, as the flow counts them: a count holds until the next one. */
function sizesAt(flow: Flow | undefined, date: string): Map<string, number> {
  const sizes = new Map<string, number>()
  for (const { persona_id, days, gone } of flow ?? []) {
    const last = days.findLast((one) => one.date.slice(0, 10) <= date)
    if (!gone) sizes.set(persona_id, last?.count ?? 0)
  }
  return sizes
}

function Figures({ data: { periods, personas, total }, name }: { data: OrdersOverTime; name: string }) {
  const fields = [
    ['value', say('home.revenue')],
    ['orders', say('home.orders')],
    ['buyers', say('home.buyers')],
  ] as const
  const series = [
    ...personas.map((one) => ({ id: one.persona_id, name: one.name, periods: one.periods })),
    { id: '', name: say('home.total'), periods: total },
  ]
  const rows = [
    [say('home.period'), ...series.flatMap((one) => fields.map(([, label]) => `${one.name}: ${label}`))],
    ...periods.map(({ from }, i) => [
      from,
      ...series.flatMap((one) => fields.map(([field]) => one.periods[i]![field])),
    ]),
  ]
  return (
    <details>
      <summary>{say('home.figures')}</summary>
      <div class="actions">
        <CsvButton name={name} rows={rows} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll long" tabIndex={0} aria-label={name}>
        <table>
          <thead>
            <tr>
              {rows[0]!.map((header) => (
                <th key={header} scope="col" class="number">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(1).map(([from, ...values]) => (
              <tr key={from}>
                <th scope="row">{day(String(from))}</th>
                {values.map((value, i) => (
                  <td key={rows[0]![i + 1]} class="number">
                    {decimal(Number(value))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
