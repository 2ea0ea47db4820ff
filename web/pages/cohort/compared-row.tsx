import type { Trait } from '../../api/types.ts'
import { Choice } from '../../parts/choice.tsx'
import { say } from '../../words/say.ts'
import type { Compared, Comparison } from './draft.ts'
import type { RowProps } from './row-props.ts'
import { ValueField } from './value-field.tsx'

const ofNumbers: Comparison[] = ['_gte', '_lte', '_gt', '_lt', '_eq', '_neq', '_nnull', '_null']
const ofTexts: Comparison[] = ['_in', '_nin', '_matches', '_nnull', '_null']
const ofChoices: Comparison[] = ['_eq', '_nnull', '_null']
const ofDates: Comparison[] = ['_gte', '_lte', '_nnull', '_null']

function comparisonsOf(type: Trait['type'], is: Comparison): Comparison[] {
  const all = type === 'boolean' ? ofChoices : type === 'date' ? ofDates : type === 'string' ? ofTexts : ofNumbers
  // A rule that was written elsewhere may compare otherwise.
  return all.includes(is) ? all : [is, ...all]
}

/** A property of the event, or a trait of the person, compared with values. */
export function ComparedRow({ row, change, known, at }: RowProps<Compared>) {
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
