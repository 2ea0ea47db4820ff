import type { ComponentChildren } from 'preact'
import type { Stream, Trait } from '../../api/types.ts'
import { say } from '../../words/say.ts'
import type { Between, Bounded, Compared, Comparison, Place, Recency, Row, Scalar } from './draft.ts'
import { useValues } from './known-values.ts'

interface Known {
  streams: Stream[]
  traits: Trait[]
  /** Of the chosen stream. */
  properties: Stream['properties']
  /** By which values of traits are known, where there is one. */
  setId: string | undefined
}

interface Props<R extends Row = Row> {
  row: R
  known: Known
  change: (row: Row) => void
  remove: () => void
  /** Its number among all, for ids. */
  at: number
}

/** One row of a rule: a sentence whose words are controls. */
export function RuleRow(props: Props) {
  const { row, remove, at } = props
  return (
    <li class="rule-row">
      <fieldset>
        <legend class="hidden">{say('cohorts.condition', { number: at + 1 })}</legend>
        {row.kind === 'count' || row.kind === 'value' ? (
          <BetweenRow {...props} row={row} />
        ) : row.kind === 'recency' ? (
          <RecencyRow {...props} row={row} />
        ) : row.kind === 'place' ? (
          <PlaceRow {...props} row={row} />
        ) : (
          <ComparedRow {...props} row={row} />
        )}
      </fieldset>
      <button
        type="button"
        class="plain"
        onClick={remove}
        aria-label={say('cohorts.remove-condition', { number: at + 1 })}
      >
        ✕
      </button>
    </li>
  )
}

function Choice(props: { name: string; value: string; options: [string, string][]; choose: (value: string) => void }) {
  return (
    <select aria-label={props.name} value={props.value} onChange={(event) => props.choose(event.currentTarget.value)}>
      {props.options.map(([value, word]) => (
        <option key={value} value={value}>
          {word}
        </option>
      ))}
    </select>
  )
}

function NumberField(props: {
  name: string
  value: number | undefined
  set: (value: number | undefined) => void
  step?: string
}) {
  return (
    <input
      type="number"
      class="short"
      aria-label={props.name}
      step={props.step ?? '1'}
      value={props.value ?? ''}
      onInput={(event) => {
        const number = event.currentTarget.valueAsNumber
        props.set(Number.isNaN(number) ? undefined : number)
      }}
    />
  )
}

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
}: Props<Between | Recency> & { unit?: ComponentChildren; step?: string }) {
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

function BetweenRow(props: Props<Between>) {
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

function RecencyRow(props: Props<Recency>) {
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

const ofNumbers: Comparison[] = ['_gte', '_lte', '_gt', '_lt', '_eq', '_neq', '_nnull', '_null']
const ofTexts: Comparison[] = ['_in', '_nin', '_matches', '_nnull', '_null']
const ofChoices: Comparison[] = ['_eq', '_nnull', '_null']
const ofDates: Comparison[] = ['_gte', '_lte', '_nnull', '_null']

type DataType = Trait['type']
function comparisonsOf(type: DataType, is: Comparison): Comparison[] {
  const all = type === 'boolean' ? ofChoices : type === 'date' ? ofDates : type === 'string' ? ofTexts : ofNumbers
  // A rule that was written elsewhere may compare otherwise.
  return all.includes(is) ? all : [is, ...all]
}

function ComparedRow({ row, change, known, at }: Props<Compared>) {
  const { kind, name, is, values } = row
  const options: [string, string][] =
    kind === 'trait'
      ? known.traits.map((trait) => [trait.name, trait.literate ?? trait.name])
      : Object.keys(known.properties).map((one) => [one, one])
  const type = kind === 'trait' ? known.traits.find((trait) => trait.name === name)?.type : known.properties[name]?.type
  const choose = (next: string) => {
    const typeOf =
      kind === 'trait' ? known.traits.find((trait) => trait.name === next)?.type : known.properties[next]?.type
    const first = comparisonsOf(typeOf, row.is)[0]!
    change({ ...row, name: next, is: typeOf === type ? row.is : first, values: typeOf === 'boolean' ? [true] : [] })
  }
  return (
    <>
      <Choice
        name={say('cohorts.must-or-may')}
        value={row.optional ? 'may' : 'must'}
        options={(['must', 'may'] as const).map((one) => [one, say(`cohorts.row-${one}`)])}
        choose={(value) => change({ ...row, optional: value === 'may' })}
      />
      <Choice
        name={say(`cohorts.which-${kind}`)}
        value={name}
        options={[['', say('cohorts.choose')], ...(known.traits.length || name ? withName(options, name) : options)]}
        choose={choose}
      />
      <Choice
        name={say('cohorts.comparison')}
        value={is}
        options={comparisonsOf(type, is).map((one) => [one, say(`cohorts.op${one}`)])}
        choose={(value) => change({ ...row, is: value as Comparison })}
      />
      {is !== '_null' && is !== '_nnull' && (
        <ValueField
          id={`values-${at}`}
          type={type}
          several={is === '_in' || is === '_nin'}
          values={values}
          set={(next) => change({ ...row, values: next })}
          trait={kind === 'trait' ? name : undefined}
          setId={known.setId}
        />
      )}
    </>
  )
}

const withName = (options: [string, string][], name: string): [string, string][] =>
  !name || options.some(([value]) => value === name) ? options : [[name, name], ...options]

interface ValueProps {
  id: string
  type: DataType
  several: boolean
  values: Scalar[]
  set: (values: Scalar[]) => void
  trait: string | undefined
  setId: string | undefined
}

function ValueField({ id, type, several, values, set, trait, setId }: ValueProps) {
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

const levels = ['state', 'city', 'postcode'] as const

function PlaceRow({ row, change }: Props<Place>) {
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
