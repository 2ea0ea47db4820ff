import { Choice } from '../../parts/choice.tsx'
import { say } from '../../words/say.ts'
import type { Place } from './draft.ts'
import type { RowProps } from './row-props.ts'

const levels = ['state', 'city', 'postcode'] as const

/** Where people live, or not. */
export function PlaceRow({ row, change }: RowProps<Place>) {
  const level = levels.find((one) => row.places[0]?.startsWith(`${one}:`)) ?? 'state'
  const named = row.places.map((place) => place.replace(/^(state|city|postcode):/, ''))
  const mixed = row.places.some((place) => !place.startsWith(`${level}:`))
  const set = (kind: string, names: string[]) => change({ ...row, places: names.map((one) => `${kind}:${one}`) })
  return (
    <>
      <Choice
        name={say('cohorts.live-or-not')}
        value={row.invert ? 'not' : 'in'}
        options={(['in', 'not'] as const).map((one) => [one, say(`cohorts.live-${one}`)])}
        choose={(value) => change({ ...row, invert: value === 'not' })}
      />
      {!mixed && (
        <Choice
          name={say('cohorts.level')}
          value={level}
          options={levels.map((one) => [one, say(`cohorts.level-${one}`)])}
          choose={(value) => set(value, named)}
        />
      )}
      <input
        type="text"
        aria-label={say('cohorts.places')}
        placeholder={say(`cohorts.places-${level}`)}
        defaultValue={(mixed ? row.places : named).join(', ')}
        onInput={(event) => {
          const names = event.currentTarget.value
            .split(/[,;\n]/)
            .map((one) => one.trim())
            .filter(Boolean)
          if (mixed) change({ ...row, places: names })
          else set(level, names)
        }}
      />
    </>
  )
}
