import { useState } from 'preact/hooks'
import { ApiError } from '../../api/client.ts'
import { refresh } from '../../api/query.ts'
import { Choice } from '../../parts/choice.tsx'
import { Failure } from '../../parts/states.tsx'
import { say } from '../../words/say.ts'
import { expressionOf, type Plan, weekdays } from './expression.ts'
import { NextTimes } from './next-times.tsx'
import { weekdayName } from './plan-words.ts'

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')]
const kinds = ['weekly', 'daily', 'hours', 'expert'] as const

interface FormProps {
  start: Plan
  timezone: string
  save: (body: { expression: string; timezone: string }) => Promise<unknown>
  close: () => void
}

/** A form for when a scope is scored again. */
export function ScheduleForm({ start, timezone: before, save, close }: FormProps) {
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
        <Choice
          name={say('deliveries.how-often')}
          value={plan.kind}
          options={kinds.map((kind) => [kind, say(`deliveries.plan-${kind}`)])}
          choose={become}
        />
        {plan.kind === 'weekly' && (
          <Choice
            name={say('deliveries.weekday')}
            value={plan.day}
            options={weekdays.map((day) => [day, weekdayName(day)])}
            choose={(day) => setPlan({ ...plan, day: day as (typeof weekdays)[number] })}
          />
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
          <Choice
            name={say('deliveries.zone')}
            value={timezone}
            options={[...new Set([before, ...zones])].map((zone) => [zone, zone])}
            choose={setTimezone}
          />
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
