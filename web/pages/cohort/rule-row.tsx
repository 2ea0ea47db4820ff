import { say } from '../../words/say.ts'
import { BetweenRow, RecencyRow } from './bounded-rows.tsx'
import { ComparedRow } from './compared-row.tsx'
import { PlaceRow } from './place-row.tsx'
import type { RowProps } from './row-props.ts'

/** One row of a rule: a sentence whose words are controls. */
export function RuleRow(props: RowProps) {
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
