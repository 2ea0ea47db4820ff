import { useEffect, useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import { refresh, useAnswer } from '../../api/query.ts'
import type { DatasetPreview, Reading } from '../../api/types.ts'
import { useAction } from '../../parts/action.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { percent } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import {
  asStream,
  eventFields,
  formatOf,
  lakeName,
  type ProposedDataset,
  personFields,
  recognises,
  roleOf,
  streamOf,
  take,
  withFormat,
} from './mapping.ts'
import { PreviewOf } from './preview.tsx'

/** Milliseconds without another change before a preview is asked for. */
const pause = 300

/** How the columns of a new folder are read: a proposal, which people change while they see what becomes of the rows. */
export function Mapping({ directory, done }: { directory: string; done: () => void }) {
  const reading = useAnswer<Reading>(`/uploads/${directory}/reading`)
  if (reading.error && !reading.data) return <Failure error={reading.error} retry={reading.refetch} />
  if (!reading.data) return <Loading what={say('data.proposal')} />
  return <Editor reading={reading.data} done={done} />
}

function Editor({ reading, done }: { reading: Reading; done: () => void }) {
  const { upload_directory: directory, file, file_count, columns, notes } = reading
  const [dataset, setDataset] = useState<ProposedDataset>(
    reading.dataset ?? {
      name: directory,
      options: { type: 'hosted_csv', upload_directory: directory },
      identity_sets: {},
    },
  )
  const { busy, error, run } = useAction()
  const known = recognises(dataset)
  const preview = usePreview(dataset, known)
  const stream = streamOf(dataset)
  const save = () =>
    run(async () => {
      await request('POST', '/datasets', dataset)
      await refresh('/datasets')
      done()
    })
  return (
    <section class="panel">
      <h2>{say('data.proposal-question', { directory })}</h2>
      <p class="quiet">{say('data.looked-at', { count: file_count, file })}</p>
      <fieldset class="plain-set">
        <legend>{say('data.row-is')}</legend>
        <label class="choice">
          <input
            type="radio"
            name={`kind-${directory}`}
            checked={stream !== undefined}
            onChange={() => setDataset(asStream(dataset, lakeName(directory)))}
          />
          <span>{say('data.row-event')}</span>
        </label>
        <label class="choice">
          <input
            type="radio"
            name={`kind-${directory}`}
            checked={stream === undefined}
            onChange={() => setDataset(asStream(dataset, undefined))}
          />
          <span>{say('data.row-person')}</span>
        </label>
      </fieldset>
      {stream !== undefined && (
        <div class="fields">
          <div class="field">
            <label for={`stream-${directory}`}>{say('data.stream-name')}</label>
            <input
              id={`stream-${directory}`}
              value={stream}
              required
              maxLength={50}
              onChange={(event) => setDataset(asStream(dataset, lakeName(event.currentTarget.value)))}
            />
          </div>
          <Format
            id={`dates-${directory}`}
            label={say('data.dates')}
            value={formatOf(dataset, 'datetime')}
            options={['date_iso8601', 'date_day_month_fullyear', 'date_month_day_fullyear']}
            change={(format) => setDataset(withFormat(dataset, 'datetime', format))}
          />
          <Format
            id={`money-${directory}`}
            label={say('data.money')}
            value={formatOf(dataset, 'value')}
            options={['currency_dollars', 'currency_cents']}
            change={(format) => setDataset(withFormat(dataset, 'value', format))}
          />
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('data.columns')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('data.column')}</th>
              <th scope="col">{say('data.is-taken-as')}</th>
              <th scope="col">{say('data.first-values')}</th>
              <th scope="col" class="number">
                {say('data.filled')}
              </th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ name, samples, fill_rate }) => (
              <tr key={name}>
                <td class="name">{name}</td>
                <td>
                  <Role
                    column={name}
                    role={roleOf(dataset, name)}
                    hasStream={stream !== undefined}
                    change={(role) => setDataset(take(dataset, name, role))}
                  />
                </td>
                <td class="samples">{samples.slice(0, 3).join(' · ')}</td>
                <td class="number">{percent(fill_rate)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {notes.map((note) => (
        <p key={note} class="notice weak">
          {note}
        </p>
      ))}
      {known ? <PreviewOf {...preview} /> : <p class="notice bad">{say('data.nobody')}</p>}
      {error && <Failure error={error} />}
      <div class="actions">
        <button type="button" class="button first" disabled={busy || !known} onClick={() => void save()}>
          {say('data.save')}
        </button>
        <button type="button" class="button" onClick={done}>
          {say('data.later')}
        </button>
      </div>
    </section>
  )
}

/** The preview of the newest change; an older answer that comes late is dropped. */
function usePreview(dataset: ProposedDataset, known: boolean) {
  const [preview, setPreview] = useState<DatasetPreview>()
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const body = JSON.stringify(dataset)
  useEffect(() => {
    if (!known) return
    let current = true
    setBusy(true)
    const timer = setTimeout(async () => {
      try {
        const answer = await request<DatasetPreview>('POST', '/datasets/preview', JSON.parse(body))
        if (!current) return
        setPreview(answer)
        setError(undefined)
      } catch (refused) {
        if (current && refused instanceof ApiError) setError(refused)
      } finally {
        if (current) setBusy(false)
      }
    }, pause)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [body, known])
  return { preview, error, busy }
}

interface RoleProps {
  column: string
  role: string
  hasStream: boolean
  change: (role: string) => void
}

function Role({ column, role, hasStream, change }: RoleProps) {
  const [kind, field = ''] = role.split(':')
  // A proposal may use fields that the list does not offer, such as an id of another system.
  const isOther = kind === 'person' && !(personFields as readonly string[]).includes(field)
  return (
    <select
      aria-label={say('data.column-is', { column })}
      value={role}
      onChange={(event) => change(event.currentTarget.value)}
    >
      <option value="">{say('data.not-used')}</option>
      <optgroup label={say('data.group-person')}>
        {personFields.map((one) => (
          <option key={one} value={`person:${one}`}>
            {say('data.person-field', { field: one })}
          </option>
        ))}
        {isOther && <option value={role}>{field.replaceAll('_', ' ')}</option>}
      </optgroup>
      {hasStream && (
        <optgroup label={say('data.group-event')}>
          {eventFields.map((one) => (
            <option key={one} value={`event:${one}`}>
              {say('data.event-field', { field: one })}
            </option>
          ))}
          <option value="property">{say('data.property')}</option>
          <option value="quantity">{say('data.quantity')}</option>
          <option value="key">{say('data.event-key')}</option>
        </optgroup>
      )}
      <optgroup label={say('data.group-more')}>
        <option value="trait">{say('data.trait')}</option>
        <option value="reference">{say('data.reference')}</option>
      </optgroup>
    </select>
  )
}

interface FormatProps {
  id: string
  label: string
  value: string | undefined
  options: readonly string[]
  change: (format: string | undefined) => void
}

function Format({ id, label, value, options, change }: FormatProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value ?? ''} onChange={(event) => change(event.currentTarget.value || undefined)}>
        <option value="">{say('data.format-auto')}</option>
        {options.map((one) => (
          <option key={one} value={one}>
            {say('data.format', { format: one })}
          </option>
        ))}
        {value && !options.includes(value) && <option value={value}>{value}</option>}
      </select>
    </div>
  )
}
