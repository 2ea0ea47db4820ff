import type { Trait } from '../../api/types.ts'
import { Choice } from '../../parts/choice.tsx'
import { say } from '../../words/say.ts'
import type { Scalar } from './draft.ts'
import { useValues } from './known-values.ts'
import { NumberField } from './number-field.tsx'

interface ValueProps {
  id: string
  type: Trait['type']
  several: boolean
  values: Scalar[]
  set: (values: Scalar[]) => void
  trait: string | undefined
  setId: string | undefined
}

/** The value or values that something is compared with, by their type. */
export function ValueField({ id, type, several, values, set, trait, setId }: ValueProps) {
  const suggested = useValues(setId, trait)
  if (type === 'boolean') {
    return (
      <Choice
        name={say('cohorts.value')}
        value={String(values[0] ?? true)}
        options={[
          ['true', say('cohorts.yes')],
          ['false', say('cohorts.no')],
        ]}
        choose={(value) => set([value === 'true'])}
      />
    )
  }
  const isNumber = type === 'long' || type === 'double'
  if (isNumber && !several) {
    const first = values[0]
    return (
      <NumberField
        name={say('cohorts.value')}
        value={typeof first === 'number' ? first : undefined}
        set={(value) => set(value === undefined ? [] : [value])}
        step="any"
      />
    )
  }
  if (type === 'date') {
    return (
      <input
        type="date"
        aria-label={say('cohorts.value')}
        value={String(values[0] ?? '').slice(0, 10)}
        onInput={(event) => set(event.currentTarget.value ? [event.currentTarget.value] : [])}
      />
    )
  }
  const typed = (text: string): Scalar[] =>
    several
      ? text
          .split(/[,;\n]/)
          .map((one) => one.trim())
          .filter(Boolean)
      : text
        ? [text]
        : []
  if (several && suggested.length > 0) return <Chips {...{ id, values, set, suggested }} />
  return (
    <input
      type="text"
      aria-label={say(several ? 'cohorts.values' : 'cohorts.value')}
      placeholder={several ? say('cohorts.values-hint') : undefined}
      defaultValue={values.join(', ')}
      onInput={(event) => set(typed(event.currentTarget.value))}
    />
  )
}

/** Known values to tick; others may be typed on. */
function Chips({ values, set, suggested, id }: Pick<ValueProps, 'id' | 'values' | 'set'> & { suggested: string[] }) {
  const all = [...new Set([...suggested, ...values.map(String)])]
  const chosen = new Set(values.map(String))
  return (
    <span class="chips">
      {all.map((value) => (
        <label key={value}>
          <input
            type="checkbox"
            name={id}
            checked={chosen.has(value)}
            onChange={(event) =>
              set(event.currentTarget.checked ? [...values, value] : values.filter((one) => String(one) !== value))
            }
          />
          <span>{value}</span>
        </label>
      ))}
    </span>
  )
}
