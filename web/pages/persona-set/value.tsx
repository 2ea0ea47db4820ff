import { useAnswer } from '../../api/query.ts'
import type { PersonaSet, Revenue } from '../../api/types.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { count, money, percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** Each persona's orders and value, and its share of both. */
export function Value({ set }: { set: PersonaSet }) {
  const { data, error, refetch } = useAnswer<Revenue>(`/persona_sets/${set.id}/analysis/revenue`)
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what={say('persona-set.orders-and-value')} />
  const sum = (value: number | null) => (value === null ? '–' : money(value))
  const personas = new Map(set.personas?.map((one) => [one.id, one]))
  const rows = data.filter(({ persona_id }) => personas.has(persona_id)).toSorted((a, b) => b.value - a.value)
  const total = rows.reduce((all, { value }) => all + value, 0)
  const people = rows.reduce((all, row) => all + row.people, 0)
  if (!rows.some(({ orders }) => orders > 0)) return <p class="notice">{say('persona-set.nobody-ordered')}</p>
  return (
    <section class="panel">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('persona-set.orders-by-persona')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('common.persona')}</th>
              <th scope="col" class="number">
                {say('persona-set.people')}
              </th>
              <th scope="col" class="number">
                {say('persona-set.share-of-people')}
              </th>
              <th scope="col" class="number">
                {say('persona-set.share-of-value')}
              </th>
              <th scope="col" class="number">
                {say('persona-set.value')}
              </th>
              <th scope="col" class="number">
                {say('persona-set.orders')}
              </th>
              <th scope="col" class="number">
                {say('persona-set.per-person')}
              </th>
              <th scope="col" class="number">
                {say('persona-set.per-order')}
              </th>
              <th scope="col">{say('persona-set.most-ordered')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.persona_id}>
                <td class="name">
                  <span class={`dot p${personas.get(row.persona_id)?.color_slot ?? 0}`} />{' '}
                  {personas.get(row.persona_id)?.name}
                </td>
                <td class="number">{count(row.people)}</td>
                <td class="number">{percent(people ? row.people / people : 0)}</td>
                <td class="number">{percent(total ? row.value / total : 0)}</td>
                <td class="number">{sum(row.value)}</td>
                <td class="number">{count(row.orders)}</td>
                <td class="number">{sum(row.value_per_person)}</td>
                <td class="number">{sum(row.average_order_value)}</td>
                <td class="products">
                  {row.products
                    .slice(0, 3)
                    .map(({ product }) => product)
                    .join(', ')}
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">{say('persona-set.everybody')}</th>
              <td class="number">{count(people)}</td>
              <td class="number">{percent(1)}</td>
              <td class="number">{percent(1)}</td>
              <td class="number">{sum(total)}</td>
              <td class="number">{count(rows.reduce((all, { orders }) => all + orders, 0))}</td>
              <td class="number">{sum(people ? total / people : null)}</td>
              <td />
              <td />
            </tr>
          </tbody>
        </table>
      </section>
    </section>
  )
}
