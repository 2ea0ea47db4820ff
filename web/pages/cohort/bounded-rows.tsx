import type { ComponentChildren } from 'preact'
import { Choice } from '../../parts/choice.tsx'
import { say } from '../../words/say.ts'
import type { Between, Bounded, Recency } from './draft.ts'
import { NumberField } from './number-field.tsx'
import type { RowProps } from './row-props.ts'

/** The bounds that a row has: at least, at most, both. */
type Bounds = 'least' | 'most' | 'between'
const boundsOf = ({ least, most }: Bounded): Bounds =>
  most === undefined ? 'least' : least === undefined ? 'most' : 'between'

function bounded<R extends Between | Recency>(row: R, to: Bounds): R {
  const { least, most } = row
  const number = least ?? most ?? 1
  if (to === 'least') return { ...row, least: number, most: undefined }
  if (to === 'most') return { ...row, least: undefined, most: number }
  return { ...row, least: Math.min(number, most ?? number), most: Math.max(number, most ?? number) }
}

function BoundFields({
  row,
  change,
  unit,
  step,
}: RowProps<Between | Recency> & { unit?: ComponentChildren; step?: string }) {
  const bounds = boundsOf(row)
  return (
    <>
      {bounds !== 'most' && (
        <NumberField
          name={say('cohorts.least')}
          value={row.least}
          set={(least) => change({ ...row, least })}
          step={step ?? '1'}
        />
      )}
      {bounds === 'between' && <span>{say('cohorts.and')}</span>}
      {bounds !== 'least' && (
        <NumberField
          name={say('cohorts.most')}
          value={row.most}
          set={(most) => change({ ...row, most })}
          step={step ?? '1'}
        />
      )}
      {unit && <span>{unit}</span>}
    </>
  )
}

/** How often, or for how much. */
export function BetweenRow(props: RowProps<Between>) {
  const { row, change } = props
  const { kind } = row
  return (
    <>
      <span>{say(`cohorts.row-${kind}`)}</span>
      <Choice
        name={say('cohorts.how-many')}
        value={boundsOf(row)}
        options={(['least', 'most', 'between'] as const).map((one) => [one, say(`cohorts.at-${one}`)])}
        choose={(value) => change(bounded(row, value as Bounds))}
      />
      <BoundFields
        {...props}
        row={row}
        unit={kind === 'count' && say('cohorts.times')}
        step={kind === 'value' ? 'any' : '1'}
      />
    </>
  )
}

/** How long ago the first or the last event was. */
export function RecencyRow(props: RowProps<Recency>) {
  const { row, change } = props
  return (
    <>
      <Choice
        name={say('cohorts.which-event')}
        value={row.occurrence}
        options={(['last', 'first'] as const).map((one) => [one, say(`cohorts.the-${one}`)])}
        choose={(occurrence) => change({ ...row, occurrence: occurrence as Recency['occurrence'] })}
      />
      <Choice
        name={say('cohorts.how-long-ago')}
        value={boundsOf(row)}
        options={(['most', 'least', 'between'] as const).map((one) => [one, say(`cohorts.ago-${one}`)])}
        choose={(value) => change(bounded(row, value as Bounds))}
      />
      <BoundFields {...props} row={row} unit={say('cohorts.days-ago')} step="any" />
    </>
  )
}
