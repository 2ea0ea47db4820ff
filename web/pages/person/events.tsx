import { useState } from 'preact/hooks'
import { useSearchParams } from 'wouter-preact'
import { ApiError, request } from '../../api/client.ts'
import { useAnswer } from '../../api/query.ts'
import type { PersonEvents } from '../../api/types.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { capital, moment, money } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { valueText } from './value-text.ts'

const fields = ['streams', 'since', 'until'] as const

/** The events of a person, the newest first; the filter is in the address. */
export function Events({ id, name }: { id: string; name: string }) {
  const [search, setSearch] = useSearchParams()
  const asked = new URLSearchParams(fields.flatMap((field) => (search.get(field) ? [[field, search.get(field)!]] : [])))
  const path = `/people/${id}/events?${asked}`
  const set = (field: (typeof fields)[number], value: string) => {
    const next = new URLSearchParams(asked)
    if (value) next.set(field, value)
    else next.delete(field)
    setSearch(next, { replace: true })
  }
  const { data, error, refetch } = useAnswer<PersonEvents>(path)
  const all = useAnswer<PersonEvents>(`/people/${id}/events?`).data?.streams ?? data?.streams ?? []
  return (
    <section class="panel" aria-labelledby="events">
      <h2 id="events">{say('people.events')}</h2>
      <div class="filter">
        <div class="field">
          <label for="stream">{say('people.stream')}</label>
          <select
            id="stream"
            value={asked.get('streams') ?? ''}
            onChange={(event) => set('streams', event.currentTarget.value)}
          >
            <option value="">
              {say('people.stream-all', { count: all.reduce((sum, one) => sum + one.count, 0) })}
            </option>
            {all.map((one) => (
              <option key={one.name} value={one.name}>
                {say('people.stream-count', { stream: streamName(one.name), count: one.count })}
              </option>
            ))}
          </select>
        </div>
        {(['since', 'until'] as const).map((field) => (
          <div class="field" key={field}>
            <label for={field}>{say(`people.${field}`)}</label>
            <input
              id={field}
              type="date"
              value={asked.get(field) ?? ''}
              onChange={(event) => set(field, event.currentTarget.value)}
            />
          </div>
        ))}
      </div>
      {error && !data && <Failure error={error} retry={refetch} />}
      {!data && !error && <Loading what={say('people.events-loading')} />}
      {data && <Pages key={path} path={path} first={data} name={name} />}
    </section>
  )
}

const streamName = (stream: string): string => capital(stream.replaceAll('_', ' '))

function Pages({ path, first, name }: { path: string; first: PersonEvents; name: string }) {
  const [more, setMore] = useState<PersonEvents[]>([])
  const [error, setError] = useState<ApiError>()
  const pages = [first, ...more]
  const next = pages.at(-1)!.next
  const events = pages.flatMap((page) => page.events)
  if (events.length === 0) return <p class="quiet">{say('people.events-none')}</p>
  const load = async () => {
    setError(undefined)
    try {
      const page = await request<PersonEvents>('GET', `${path}&next=${next}`)
      setMore((before) => [...before, page])
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('people.events-of', { name })}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('people.time')}</th>
              <th scope="col">{say('people.event')}</th>
              <th scope="col" class="number">
                {say('people.value')}
              </th>
              <th scope="col">{say('people.properties')}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event, i) => (
              <tr key={`${event.time} ${i}`}>
                <td>
                  <time dateTime={event.time}>{moment(event.time)}</time>
                </td>
                <td>
                  {streamName(event.stream)}
                  {event.is_new && (
                    <p class="small quiet">
                      {event.source_name} · {say('people.is-new')}
                    </p>
                  )}
                </td>
                <td class="number">{event.value === null ? '–' : money(event.value)}</td>
                <td class="value">
                  {Object.entries(event.properties)
                    .map(([property, value]) => `${property.replaceAll('_', ' ')}: ${valueText(value)}`)
                    .join(' · ') || '–'}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {error && <Failure error={error} retry={load} />}
      {next && !error && (
        <div class="actions">
          <button type="button" class="button" onClick={() => void load()}>
            {say('people.events-more')}
          </button>
        </div>
      )}
    </>
  )
}
