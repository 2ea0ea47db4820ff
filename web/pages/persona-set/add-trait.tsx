import { useAnswer } from '../../api/query.ts'
import type { TraitDecisions } from '../../api/types.ts'
import { capital } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

interface Props {
  setId: string
  /** Names of traits that are shown already. */
  shown: readonly string[]
  add: (trait: string) => void
}

/** Any trait that the set looked at, also one that was not used to make personas. */
export function AddTrait({ setId, shown, add }: Props) {
  const { data: traits = [] } = useAnswer<TraitDecisions>(`/persona_sets/${setId}/analysis/traits`)
  const names = traits
    .filter(({ trait_name }) => !shown.includes(trait_name))
    .map(({ trait_name, literate, kept }) => {
      const trait = capital(literate ?? trait_name)
      return { trait_name, label: kept ? trait : say('persona-set.not-used', { trait }) }
    })
    .toSorted((a, b) => a.label.localeCompare(b.label))
  if (names.length === 0) return null
  return (
    <div class="field add-trait">
      <label for="add-trait">{say('persona-set.add-trait')}</label>
      <select
        id="add-trait"
        value=""
        onChange={(event) => {
          add(event.currentTarget.value)
          event.currentTarget.value = ''
        }}
      >
        <option value="">–</option>
        {names.map(({ trait_name, label }) => (
          <option key={trait_name} value={trait_name}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}
