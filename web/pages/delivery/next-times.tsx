import { useEffect, useState } from 'preact/hooks'
import { type ApiError, request } from '../../api/client.ts'
import type { SchedulePreview } from '../../api/types.ts'
import { say } from '../../words/say.ts'
import { inZone } from './plan-words.ts'

/** The next five firings, by the clock of the schedule and, where that is another, of this browser. */
export function NextTimes({ expression, timezone }: { expression: string; timezone: string }) {
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
