import { useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import { queries } from '../../api/query.ts'
import type { Target } from '../../api/types.ts'
import { Failure } from '../../parts/states.tsx'
import { tell } from '../../parts/toast.tsx'
import { say } from '../../words/say.ts'

type Column = NonNullable<Target['final_structure']>[number]

/** The columns of a delivery's file: their order, their headers, and which there are. */
export function Columns({ target }: { target: Target }) {
  const [columns, setColumns] = useState<Column[]>(target.final_structure ?? [])
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const save = async (custom_structure: object | null) => {
    setBusy(true)
    setError(undefined)
    try {
      await request('PATCH', `/targets/${target.id}`, { custom_structure })
      tell(say('deliveries.columns-saved'))
      await queries.invalidateQueries()
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
    setBusy(false)
  }
  const said = columns.map(({ scope_col, output_col, is_identity_col }) => ({
    ...{ scope_col, output_col },
    ...(is_identity_col && { is_identity_col }),
  }))
  const swapped = (i: number) => columns.with(i, columns[i - 1]!).with(i - 1, columns[i]!)
  // Rows of areas are counts: their columns are made of the personas that there are.
  if (columns.some(({ aggregation }) => aggregation)) return null
  return (
    <details class="panel">
      <summary>{say('deliveries.columns')}</summary>
      <ol class="ordered">
        {columns.map((column, i) => (
          <li key={column.scope_col}>
            <input
              type="text"
              aria-label={say('deliveries.header-of', { column: column.scope_col })}
              value={column.output_col}
              onInput={(event) => setColumns(columns.with(i, { ...column, output_col: event.currentTarget.value }))}
            />
            <span class="actions">
              <button
                type="button"
                class="plain"
                disabled={i === 0}
                onClick={() => setColumns(swapped(i))}
                aria-label={say('deliveries.column-left', { column: column.output_col })}
              >
                ↑
              </button>
              <button
                type="button"
                class="plain"
                disabled={i === columns.length - 1}
                onClick={() => setColumns(swapped(i + 1))}
                aria-label={say('deliveries.column-right', { column: column.output_col })}
              >
                ↓
              </button>
              <button
                type="button"
                class="plain"
                disabled={columns.length === 1}
                onClick={() => setColumns(columns.toSpliced(i, 1))}
                aria-label={say('deliveries.column-out', { column: column.output_col })}
              >
                ✕
              </button>
            </span>
          </li>
        ))}
      </ol>
      {error && <Failure error={error} />}
      <div class="actions">
        <button type="button" class="button first" disabled={busy} onClick={() => void save(said)}>
          {say('deliveries.save-columns')}
        </button>
        {target.custom_structure && (
          <button type="button" class="button" disabled={busy} onClick={() => void save(null)}>
            {say('deliveries.reset-columns')}
          </button>
        )}
      </div>
    </details>
  )
}
