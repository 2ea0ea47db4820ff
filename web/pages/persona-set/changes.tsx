import type { PersonaSet } from '../../api/types.ts'
import { people } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

/** What became of the personas of the fit before, and how many people moved. Nothing where nothing changed. */
export function Changes({ set: { changes = [], moves = [], personas = [], moved_count } }: { set: PersonaSet }) {
  const said = changes.filter(({ change }) => change !== 'kept')
  if (said.length === 0) return null
  const names = new Map(personas.map(({ id, name }) => [id, name]))
  const list = (all: { name: string }[]) => all.map(({ name }) => name).join(', ') || '–'
  const moved = moves.filter(({ from, to }) => from !== null && from !== to)
  const before = new Map(changes.flatMap(({ from }) => from.map(({ id, name }) => [id, name])))
  return (
    <details class="notice">
      <summary>
        {say('persona-set.changed', { count: said.length })}
        {moved_count !== undefined && ` · ${say('persona-set.moved', { people: people(moved_count) })}`}
      </summary>
      <ul>
        {said.map(({ change, from, to, reason }) => (
          <li key={`${change} ${list(from)} ${list(to)}`}>
            {say('persona-set.change', { change, from: list(from), to: list(to) })} {reason}
          </li>
        ))}
      </ul>
      {moved.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{say('persona-set.from')}</th>
              <th scope="col">{say('persona-set.to')}</th>
              <th scope="col" class="number">
                {say('persona-set.people')}
              </th>
            </tr>
          </thead>
          <tbody>
            {moved.map(({ from, to, count: moving }) => (
              <tr key={`${from} ${to}`}>
                <td>{names.get(from!) ?? before.get(from!) ?? from}</td>
                <td>{names.get(to) ?? to}</td>
                <td class="number">{people(moving)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  )
}
