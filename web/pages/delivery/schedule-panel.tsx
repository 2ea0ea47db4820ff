import { useEffect, useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import { refresh, useAnswer } from '../../api/query.ts'
import type { PersonaSet, Schedule, SchedulePreview } from '../../api/types.ts'
import { Remove } from '../../parts/remove.tsx'
import { Failure } from '../../parts/states.tsx'
import { tell } from '../../parts/toast.tsx'
import { account } from '../../words/account-formats.ts'
import { count, moment } from '../../words/figures.ts'
import { tag } from '../../words/language.ts'
import { say } from '../../words/say.ts'
import { expressionOf, type Plan, planOf, weekdays } from './expression.ts'

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

/** A moment by the clock of a zone: `Mon, 3 Jun 2024, 09:00`. */
const inZone = (time: string, timeZone: string): string =>
  new Intl.DateTimeFormat(tag, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZone,
  }).format(new Date(time))

function planWords(plan: Plan, timezone: string): string {
  if (plan.kind === 'weekly') {
    return say('deliveries.weekly', { day: weekdayName(plan.day), time: plan.time, zone: timezone })
  }
  if (plan.kind === 'daily') return say('deliveries.daily', { time: plan.time, zone: timezone })
  return plan.kind === 'hours'
    ? say('deliveries.every-hours', { hours: plan.hours })
    : say('deliveries.by-expression', { expression: plan.expression, zone: timezone })
}

/** 1 January 2024 was a Monday. */
const weekdayName = (day: (typeof weekdays)[number]): string =>
  new Intl.DateTimeFormat(tag, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, 1 + weekdays.indexOf(day))),
  )

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
const kinds = ['weekly', 'daily', 'hours', 'expert'] as const

interface FormProps {
  start: Plan
  timezone: string
  save: (body: { expression: string; timezone: string }) => Promise<unknown>
  close: () => void
}

function ScheduleForm({ start, timezone: before, save, close }: FormProps) {
  const [plan, setPlan] = useState<Plan>(start)
  const [timezone, setTimezone] = useState(before)
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const expression = expressionOf(plan)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    try {
      await save({ expression, timezone })
      await refresh('/schedules')
      close()
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
      setBusy(false)
    }
  }
  const become = (kind: string) => {
    const time = 'time' in plan ? plan.time : '09:00'
    if (kind === 'weekly') setPlan({ kind, day: 'MON', time })
    else if (kind === 'daily') setPlan({ kind, time })
    else if (kind === 'hours') setPlan({ kind, hours: 6 })
    else setPlan({ kind: 'expert', expression })
  }
  return (
    <form class="sentence-form" onSubmit={(event) => void submit(event)}>
      <div class="actions">
        <select
          aria-label={say('deliveries.how-often')}
          value={plan.kind}
          onChange={(event) => become(event.currentTarget.value)}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {say(`deliveries.plan-${kind}`)}
            </option>
          ))}
        </select>
        {plan.kind === 'weekly' && (
          <select
            aria-label={say('deliveries.weekday')}
            value={plan.day}
            onChange={(event) => setPlan({ ...plan, day: event.currentTarget.value as (typeof weekdays)[number] })}
          >
            {weekdays.map((day) => (
              <option key={day} value={day}>
                {weekdayName(day)}
              </option>
            ))}
          </select>
        )}
        {(plan.kind === 'weekly' || plan.kind === 'daily') && (
          <input
            type="time"
            required
            aria-label={say('deliveries.time')}
            value={plan.time}
            onInput={(event) => setPlan({ ...plan, time: event.currentTarget.value || '00:00' })}
          />
        )}
        {plan.kind === 'hours' && (
          <input
            type="number"
            class="short"
            min={1}
            max={8760}
            required
            aria-label={say('deliveries.hours')}
            value={plan.hours}
            onInput={(event) => setPlan({ ...plan, hours: event.currentTarget.valueAsNumber || 1 })}
          />
        )}
        {plan.kind === 'expert' && (
          <input
            type="text"
            required
            aria-label={say('deliveries.expression')}
            value={plan.expression}
            onInput={(event) => setPlan({ ...plan, expression: event.currentTarget.value })}
          />
        )}
        {plan.kind !== 'hours' && (
          <select
            aria-label={say('deliveries.zone')}
            value={timezone}
            onChange={(event) => setTimezone(event.currentTarget.value)}
          >
            {[...new Set([before, ...zones])].map((zone) => (
              <option key={zone} value={zone}>
                {zone}
              </option>
            ))}
          </select>
        )}
      </div>
      <NextTimes expression={expression} timezone={timezone} />
      {error && <Failure error={error} />}
      <div class="actions">
        <button type="submit" class="button first" disabled={busy}>
          {say('deliveries.save-schedule')}
        </button>
        <button type="button" class="button" onClick={close}>
          {say('common.cancel')}
        </button>
      </div>
    </form>
  )
}

/** The next five firings, by the clock of the schedule and, where that is another, of this browser. */
function NextTimes({ expression, timezone }: { expression: string; timezone: string }) {
  const [answer, setAnswer] = useState<SchedulePreview>()
  const [error, setError] = useState<string>()
  useEffect(() => {
    let over = false
    const timer = setTimeout(() => {
      request<SchedulePreview>('POST', '/schedules/preview', { expression, timezone }).then(
        (preview) => {
          if (over) return
          setAnswer(preview)
          setError(undefined)
        },
        (refused: ApiError) => over || setError(refused.message),
      )
    }, 250)
    return () => {
      over = true
      clearTimeout(timer)
    }
  }, [expression, timezone])
  if (error) return <p class="bad">{error}</p>
  if (!answer) return null
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone
  // Where clocks are changed between two firings, the same hour is another distance from UTC.
  const offsets = answer.next_runs.map((time) => offsetOf(time, timezone))
  return (
    <div class="next-times">
      <p>
        <strong>{say('deliveries.next-five')}</strong>
      </p>
      <ol>
        {answer.next_runs.map((time, i) => (
          <li key={time}>
            <time dateTime={time}>{inZone(time, timezone)}</time>
            {here !== timezone && (
              <span class="quiet small"> {say('deliveries.here', { at: inZone(time, here) })}</span>
            )}
            {i > 0 && offsets[i] !== offsets[i - 1] && (
              <span class="small"> {say('deliveries.clocks-change', { from: offsets[i - 1]!, to: offsets[i]! })}</span>
            )}
          </li>
        ))}
      </ol>
      {answer.at_once && <p class="small quiet">{say('deliveries.at-once')}</p>}
    </div>
  )
}

/** `GMT+2` */
const offsetOf = (time: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' })
    .formatToParts(new Date(time))
    .find(({ type }) => type === 'timeZoneName')?.value ?? ''

interface RunsProps {
  runs: Schedule['runs']
  sets: PersonaSet[]
  timezone: string
  name: string
}

function Runs({ runs, sets, timezone, name }: RunsProps) {
  if (!runs.length) return <p class="small quiet">{say('deliveries.no-runs')}</p>
  const setName = (id: string) => sets.find((set) => set.id === id)?.name ?? id
  const personaName = (id: string | null) =>
    id === null
      ? say('deliveries.nobody')
      : (sets.flatMap(({ personas = [] }) => personas).find((one) => one.id === id)?.name ?? id)
  const title = say('deliveries.runs-of', { name })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('deliveries.run-when')}</th>
            <th scope="col">{say('deliveries.status')}</th>
            <th scope="col">{say('deliveries.run-moved')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(0, 10).map(({ scheduled_time, status, status_error, note, persona_sets = {} }) => (
            <tr key={scheduled_time}>
              <td>
                <time dateTime={scheduled_time} title={moment(scheduled_time)}>
                  {inZone(scheduled_time, timezone)}
                </time>
              </td>
              <td>
                <span class={`status ${status === 'running' ? 'building' : status}`}>
                  {say(`deliveries.run-${status}`)}
                </span>
                {status_error && <p class="small">{status_error}</p>}
              </td>
              <td>
                {Object.entries(persona_sets).map(([id, { scored, moved, moves }]) => (
                  <div key={id}>
                    {say('deliveries.run-said', { set: setName(id), scored: count(scored), moved: count(moved) })}
                    <ul class="moves">
                      {moves.slice(0, 6).map(({ from, to, count: people }) => (
                        <li key={`${from} ${to}`}>
                          {say('deliveries.move', { from: personaName(from), to: personaName(to), count: people })}
                        </li>
                      ))}
                    </ul>
                  </div>
                ))}
                {note && <p class="small quiet">{note}</p>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
