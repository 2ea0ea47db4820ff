import { useEffect, useState } from 'preact/hooks'
import { useLocation } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { queries, useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet, type Scope, type Target, type TargetPreview } from '../api/types.ts'
import { Again } from '../parts/again.tsx'
import { BuildState, Status } from '../parts/build-state.tsx'
import { deliverySamples } from '../parts/code-samples.ts'
import { EditableTitle } from '../parts/editable-title.tsx'
import { Remove } from '../parts/remove.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { bytes, count, day } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { Columns } from './delivery/columns.tsx'
import { SchedulePanel } from './delivery/schedule-panel.tsx'

/** Rows that a page shows of a file. */
const shownRows = 10

/** One delivery: its file, its first rows, its columns, and when it is delivered again. */
export function DeliveryPage({ id }: { id: string }) {
  const path = `/targets/${id}`
  const { data: target, error, refetch } = useAnswer<Target>(path, isSettled)
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const cohorts = useAnswer<Cohort[]>('/cohorts')
  const scopes = useAnswer<Scope[]>('/scopes')
  const [, go] = useLocation()
  if (error && !target) {
    return (
      <>
        <h1>{say('deliveries.delivery')}</h1>
        <Failure error={error} retry={refetch} />
      </>
    )
  }
  if (!target) return <Loading what={say('deliveries.delivery')} page={say('deliveries.delivery')} />
  const { name, row_count, bytes: size, as_of, archived_at, last_updated_output_at = '' } = target
  const scope = scopes.data?.find((one) => one.id === target.scope_id)
  const nameOf = new Map([...(cohorts.data ?? []), ...(sets.data ?? [])].map((one) => [one.id, one.name]))
  const named = (ids: string[] = []) => ids.map((one) => nameOf.get(one) ?? '–').join(', ')
  const excluded = scope?.population.exclusion_cohort_ids ?? []
  return (
    <>
      <div class="head">
        <div>
          <EditableTitle path={path} name={name} label={say('deliveries.name')} />
          {scope && (
            <p class="quiet">
              {say('deliveries.of', {
                who: named(scope.population.cohort_ids),
                what: named([...(scope.payload.persona_set_ids ?? []), ...(scope.payload.cohort_ids ?? [])]) || '–',
              })}
              {excluded.length > 0 && ` ${say('deliveries.without-cohorts', { cohorts: named(excluded) })}`}
            </p>
          )}
          <p class="quiet small">
            {row_count !== undefined && say('deliveries.file-of', { count: row_count, size: bytes(size ?? 0) })}
            {as_of && ` · ${say('deliveries.as-of', { day: day(as_of) })}`}
          </p>
          <Status of={target} />
        </div>
        <div class="actions">
          {row_count !== undefined && (
            <a class="button first" href={`/v1/targets/${id}/download.csv`} download>
              {say('deliveries.download')}
            </a>
          )}
          <Again path={path} name={name} archived={archived_at !== undefined} />
          <Remove
            kind="targets"
            id={id}
            name={name}
            archived={archived_at !== undefined}
            gone={() => go('/deliveries', { replace: true })}
          />
        </div>
      </div>
      <BuildState of={target} path={path} title={name} />
      {target.preview && <PreviewBanner target={target} />}
      {row_count !== undefined && <FirstRows key={last_updated_output_at} id={id} />}
      {target.final_structure && <Columns key={`c${last_updated_output_at}`} target={target} />}
      <SchedulePanel scopeId={target.scope_id} sets={sets.data ?? []} />
      <Code target={target} />
    </>
  )
}

function PreviewBanner({ target }: { target: Target }) {
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const deliver = async () => {
    setBusy(true)
    try {
      await request('PATCH', `/scopes/${target.scope_id}`, { preview: false })
      await queries.invalidateQueries()
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
    setBusy(false)
  }
  const { row_count, preview_of } = target
  return (
    <div class="notice weak banner">
      <p>
        <strong>{say('deliveries.is-preview')}</strong>{' '}
        {preview_of !== undefined &&
          say('deliveries.preview-of', { shown: count(row_count ?? 0), of: count(preview_of) })}
      </p>
      <div class="actions">
        <button type="button" class="button first" disabled={busy} onClick={() => void deliver()}>
          {say('deliveries.deliver-everyone')}
        </button>
      </div>
      {error && <Failure error={error} />}
    </div>
  )
}

function FirstRows({ id }: { id: string }) {
  const [table, setTable] = useState<TargetPreview>()
  const [error, setError] = useState<ApiError>()
  const ask = () => {
    setError(undefined)
    request<TargetPreview>('POST', `/targets/${id}/preview`).then(setTable, setError)
  }
  useEffect(ask, [id])
  const title = say('deliveries.first-rows')
  return (
    <section class="panel">
      <h2>{title}</h2>
      {error && <Failure error={error} retry={ask} />}
      {!table && !error && <Loading what={title} />}
      {table && table.rows.length === 0 && <p class="notice">{say('deliveries.no-rows')}</p>}
      {table && table.rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label={title}>
          <table class="cells">
            <thead>
              <tr>
                {table.headers.map((header) => (
                  <th key={header} scope="col">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.slice(0, shownRows).map((row, i) => (
                <tr key={i}>
                  {row.map((cell, c) => (
                    <td key={table.headers[c]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}

/** The requests that do the same, for programs. */
function Code({ target: { id, scope_id } }: { target: Target }) {
  return (
    <details class="panel">
      <summary>{say('deliveries.code')}</summary>
      {deliverySamples(id, scope_id).map(({ language, code }) => (
        <div key={language}>
          <h3>{language}</h3>
          <pre class="code">{code}</pre>
        </div>
      ))}
    </details>
  )
}
