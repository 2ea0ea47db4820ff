import type { PersonaSet } from '../../api/types.ts'
import { say } from '../../words/say.ts'

interface Props {
  sets: PersonaSet[]
  chosen: string | undefined
  choose: (id: string) => void
}

/** Chooses by which persona set people are counted, of those that have personas. */
export function PickSet({ sets, chosen, choose }: Props) {
  const built = sets.filter(({ personas }) => personas?.length)
  if (!built.length) return null
  return (
    <div class="field">
      <label for="persona-set">{say('cohorts.persona-set')}</label>
      <select id="persona-set" value={chosen} onChange={(event) => choose(event.currentTarget.value)}>
        {built.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
