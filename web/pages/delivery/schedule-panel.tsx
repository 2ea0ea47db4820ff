import { useEffect, useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import { refresh, useAnswer } from '../../api/query.ts'
import type { PersonaSet, Schedule } from '../../api/types.ts'
import { Remove } from '../../parts/remove.tsx'
import { Failure } from '../../parts/states.tsx'
import { tell } from '../../parts/toast.tsx'
import { account } from '../../words/account-formats.ts'
import { say } from '../../words/say.ts'
import { planOf } from './expression.ts'
import { inZone, planWords } from './plan-words.ts'
import { Runs } from './runs.tsx'
import { ScheduleForm } from './schedule-form.tsx'

/** When a scope is scored again: its schedules, each with its runs, and a form for a first one. */
export function SchedulePanel({ scopeId, sets }: { scopeId: string; sets: PersonaSet[] }) {
  const {
    data = [],
    error,
    refetch,
  } = useAnswer<Schedule[]>('/schedules', (all) =>
    all.every(({ runs }) => runs.every(({ status }) => status !== 'running')),
  )
  const [adding, setAdding] = useState(false)
  const schedules = data.filter((one) => one.scope_id === scopeId)
  return (
    <section class="panel" aria-labelledby="schedule">
      <h2 id="schedule">{say('deliveries.schedule')}</h2>
      {error && <Failure error={error} retry={refetch} />}
      {schedules.map((schedule) => (
        <Scheduled key={schedule.id} schedule={schedule} sets={sets} />
      ))}
      {schedules.length === 0 && !adding && <p class="quiet">{say('deliveries.no-schedule')}</p>}
      {adding ? (
        <ScheduleForm
          start={{ kind: 'weekly', day: 'MON', time: '09:00' }}
          timezone={account.timeZone}
          close={() => setAdding(false)}
          save={(body) => request('POST', '/schedules', { scope_id: scopeId, ...body })}
        />
      ) : (
        <div class="actions">
          <button type="button" class="button" onClick={() => setAdding(true)}>
            {say('deliveries.add-schedule')}
          </button>
        </div>
      )}
    </section>
  )
}

function Scheduled({ schedule, sets }: { schedule: Schedule; sets: PersonaSet[] }) {
  const { id, name, expression, timezone, enabled, next_run, runs } = schedule
  const [editing, setEditing] = useState(false)
  const [error, setError] = useState<ApiError>()
  const [on, setOn] = useState(enabled)
  const [busy, setBusy] = useState(false)
  useEffect(() => setOn(enabled), [enabled])
  const act = async (work: () => Promise<unknown>) => {
    setBusy(true)
    setError(undefined)
    try {
      await work()
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
      setOn(enabled)
    }
    await refresh('/schedules')
    setBusy(false)
  }
  const running = runs.some(({ status }) => status === 'running')
  return (
    <article class="schedule" aria-label={name}>
      <div class="head">
        <div>
          <h3>{name}</h3>
          <p>{planWords(planOf(expression), timezone)}</p>
          <p class="small quiet">
            {next_run ? say('deliveries.next', { at: inZone(next_run, timezone) }) : say('deliveries.no-next')}
          </p>
        </div>
        <div class="actions">
          <label class="check">
            <input
              type="checkbox"
              role="switch"
              aria-checked={on}
              class="switch"
              checked={on}
              disabled={busy}
              onChange={(event) => {
                const enabled = event.currentTarget.checked
                setOn(enabled)
                void act(() => request('PATCH', `/schedules/${id}`, { enabled }))
              }}
            />
            {say('deliveries.on')}
          </label>
          <button
            type="button"
            class="button"
            disabled={busy || running}
            onClick={() =>
              void act(async () => {
                await request('POST', `/schedules/${id}/run`)
                tell(say('deliveries.runs-now', { name }))
                await refresh('/targets')
              })
            }
          >
            {say(running ? 'deliveries.running' : 'deliveries.run-now')}
          </button>
          <button type="button" class="button" onClick={() => setEditing(!editing)} aria-expanded={editing}>
            {say('deliveries.edit-schedule')}
          </button>
          <Remove kind="schedules" id={id} name={name} archived gone={() => void refresh('/schedules')} />
        </div>
      </div>
      {error && <Failure error={error} />}
      {editing && (
        <ScheduleForm
          start={planOf(expression)}
          timezone={timezone}
          close={() => setEditing(false)}
          save={(body) => request('PATCH', `/schedules/${id}`, body)}
        />
      )}
      <Runs runs={runs} sets={sets} timezone={timezone} name={name} />
    </article>
  )
}
