import type { PersonaSet, Schedule } from '../../api/types.ts'
import { count, moment } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { inZone } from './plan-words.ts'

interface RunsProps {
  runs: Schedule['runs']
  sets: PersonaSet[]
  timezone: string
  name: string
}

/** The last runs of a schedule: when, how they ended, and who moved. */
export function Runs({ runs, sets, timezone, name }: RunsProps) {
  if (!runs.length) return <p class="small quiet">{say('deliveries.no-runs')}</p>
  const setName = (id: string) => sets.find((set) => set.id === id)?.name ?? id
  const personaName = (id: string | null) =>
    id === null
      ? say('deliveries.nobody')
      : (sets.flatMap(({ personas = [] }) => personas).find((one) => one.id === id)?.name ?? id)
  const title = say('deliveries.runs-of', { name })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('deliveries.run-when')}</th>
            <th scope="col">{say('deliveries.status')}</th>
            <th scope="col">{say('deliveries.run-moved')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, 10).map(({ scheduled_time, status, status_error, note, persona_sets = {} }) => (
            <tr key={scheduled_time}>
              <td>
                <time dateTime={scheduled_time} title={moment(scheduled_time)}>
                  {inZone(scheduled_time, timezone)}
                </time>
              </td>
              <td>
                <span class={`status ${status === 'running' ? 'building' : status}`}>
                  {say(`deliveries.run-${status}`)}
                </span>
                {status_error && <p class="small">{status_error}</p>}
              </td>
              <td>
                {Object.entries(persona_sets).map(([id, { scored, moved, moves }]) => (
                  <div key={id}>
                    {say('deliveries.run-said', { set: setName(id), scored: count(scored), moved: count(moved) })}
                    <ul class="moves">
                      {moves.slice(0, 6).map(({ from, to, count: people }) => (
                        <li key={`${from} ${to}`}>
                          {say('deliveries.move', { from: personaName(from), to: personaName(to), count: people })}
                        </li>
                      ))}
                    </ul>
                  </div>
                ))}
                {note && <p class="small quiet">{note}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
