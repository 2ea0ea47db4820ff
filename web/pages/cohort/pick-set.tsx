import type { PersonaSet } from '../../api/types.ts'
import { ChoiceField } from '../../parts/choice.tsx'
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
    <ChoiceField
      id="persona-set"
      label={say('cohorts.persona-set')}
      value={chosen}
      options={built.map(({ id, name }) => [id, name])}
      choose={choose}
    />
  )
}
