import { useEffect, useState } from 'preact/hooks'
import { Link, useLocation, useSearch } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import { refresh, useAnswer } from '../api/query.ts'
import type { Cohort, CohortRule, PersonaSet, Stream, Trait } from '../api/types.ts'
import { cohortCurl } from '../parts/code-samples.ts'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'
import { type Draft, type Row, toDraft, toRule } from './cohort/draft.ts'
import { LiveCount } from './cohort/live-count.tsx'
import { namesOf } from './cohort/names-of.ts'
import { RuleRow } from './cohort/rule-row.tsx'
import { ruleWords } from './cohort/rule-words.ts'

/** A new cohort, or the rule of one that there is. */
export const CohortBuilder = ({ id }: { id?: string }) => (id ? <Edit id={id} /> : <Prepared />)

function Edit({ id }: { id: string }) {
  const { data, error, refetch } = useAnswer<Cohort>(`/cohorts/${id}`)
  useTitle(say('cohorts.edit-title'))
  if (data) return <Prepared cohort={data} />
  return (
    <>
      <h1>{say('cohorts.edit-title')}</h1>
      {error ? <Failure error={error} retry={refetch} /> : <Loading what={say('cohorts.cohort')} />}
    </>
  )
}

function Prepared({ cohort }: { cohort?: Cohort }) {
  const streams = useAnswer<Stream[]>('/streams')
  const traits = useAnswer<Trait[]>('/traits')
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const search = useSearch()
  const title = say(cohort ? 'cohorts.edit-title' : 'cohorts.new')
  useTitle(title)
  const failed = [streams, traits, sets].find(({ error, data }) => error && !data)
  if (failed?.error) {
    return (
      <>
        <h1>{title}</h1>
        <Failure error={failed.error} retry={failed.refetch} />
      </>
    )
  }
  if (!streams.data || !traits.data || !sets.data) return <Loading what={title} page={title} />
  const rule = cohort && ruleOf(cohort)
  return (
    <Builder
      key={cohort?.id ?? 'new'}
      id={cohort?.id}
      title={title}
      rule={rule}
      start={rule ? toDraft(rule) : emptyDraft(streams.data, new URLSearchParams(search).get('places'))}
      streams={streams.data}
      // A computed trait is measured on events: what a cohort says of those it says itself.
      traits={traits.data.filter(({ category }) => category !== 'computed')}
      set={sets.data.find(({ personas }) => personas?.length)}
    />
  )
}

const fields = [
  ...['name', 'stream_name', 'min_count', 'max_count', 'min_value', 'max_value', 'recency'],
  ...['stream_conditions', 'traits', 'place_conditions'],
]
const ruleOf = (cohort: Cohort): CohortRule =>
  Object.fromEntries(Object.entries(cohort).filter(([field]) => fields.includes(field))) as CohortRule

function emptyDraft(streams: Stream[], places: string | null): Draft {
  if (places) return { name: '', stream: '', rows: [{ kind: 'place', places: places.split(','), invert: false }] }
  const stream = streams[0]?.name ?? ''
  return { name: '', stream, rows: stream ? [{ kind: 'count', least: 1, most: undefined }] : [] }
}

interface Props {
  id: string | undefined
  title: string
  rule: CohortRule | undefined
  /** Undefined where rows can't say the rule. */
  start: Draft | undefined
  streams: Stream[]
  traits: Trait[]
  set: PersonaSet | undefined
}

function Builder({ id, title, rule: before, start, streams, traits, set }: Props) {
  const [draft, setDraft] = useState<Draft>(start ?? { name: before?.name ?? '', stream: '', rows: [] })
  const [json, setJson] = useState<string | undefined>(start ? undefined : asJson(before ?? {}))
  const [changed, setChanged] = useState(false)
  const [error, setError] = useState<ApiError>()
  const [busy, setBusy] = useState(false)
  const [, go] = useLocation()
  useEffect(() => {
    if (!changed) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [changed])
  const edit = (next: Draft) => {
    setDraft(next)
    setChanged(true)
  }
  const rows = (change: (rows: Row[]) => Row[]) => edit({ ...draft, rows: change(draft.rows) })
  const written = json === undefined ? toRule(draft) : parsed(json)
  const rule = written && { ...written, ...(draft.name && { name: draft.name }) }
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!rule) return
    setBusy(true)
    setError(undefined)
    try {
      // A field that the new rule has no more is taken away by a null.
      const cleared = Object.fromEntries(Object.keys(before ?? {}).map((field) => [field, null]))
      const saved = id
        ? await request<Cohort>('PATCH', `/cohorts/${id}`, { ...cleared, ...rule })
        : await request<Cohort>('POST', '/cohorts', rule)
      setChanged(false)
      await refresh('/cohorts')
      go(`/cohorts/${saved.id}`)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
      setBusy(false)
    }
  }
  const properties = streams.find(({ name }) => name === draft.stream)?.properties ?? {}
  const known = { streams, traits, properties, setId: set?.id }
  return (
    <>
      <h1>{title}</h1>
      <form class="panel builder" onSubmit={(event) => void save(event)}>
        <div class="field">
          <label for="cohort-name">{say('cohorts.name')}</label>
          <input
            id="cohort-name"
            maxLength={200}
            placeholder={say('cohorts.name-hint')}
            value={draft.name}
            onInput={(event) => edit({ ...draft, name: event.currentTarget.value })}
          />
        </div>
        {json === undefined ? (
          <>
            <div class="field">
              <label for="stream">{say('cohorts.people-who')}</label>
              <select
                id="stream"
                value={draft.stream}
                onChange={(event) => edit(withStream(draft, event.currentTarget.value))}
              >
                <option value="">{say('cohorts.any-people')}</option>
                {streams.map(({ name }) => (
                  <option key={name} value={name}>
                    {say('cohorts.have-events', { stream: name })}
                  </option>
                ))}
              </select>
            </div>
            <ol class="rule-rows">
              {draft.rows.map((row, at) => (
                <RuleRow
                  key={`${at} ${draft.rows.length} ${row.kind}`}
                  row={row}
                  at={at}
                  known={known}
                  change={(next) => rows((all) => all.with(at, next))}
                  remove={() => rows((all) => all.toSpliced(at, 1))}
                />
              ))}
            </ol>
            <AddRow draft={draft} add={(row) => rows((all) => [...all, row])} />
            <p class="rule" aria-live="polite">
              {ruleWords(toRule(draft), namesOf(traits))}
            </p>
          </>
        ) : (
          <Json text={json} set={setJson} back={start && (() => setJson(undefined))} />
        )}
        {json === undefined && (
          <details>
            <summary>{say('cohorts.as-json')}</summary>
            <pre class="code">{asJson(rule ?? {})}</pre>
            <div class="actions">
              <CopyCurl rule={rule ?? {}} id={id} />
              <button type="button" class="button" onClick={() => setJson(asJson(toRule(draft)))}>
                {say('cohorts.edit-json')}
              </button>
            </div>
          </details>
        )}
        {error && <Failure error={error} />}
        <div class="foot">
          {rule ? <LiveCount rule={rule} set={set} /> : <p class="bad">{say('cohorts.no-json')}</p>}
          <div class="actions">
            <button type="submit" class="button first" disabled={busy || !rule}>
              {say('cohorts.save')}
            </button>
            <Link href={id ? `/cohorts/${id}` : '/cohorts'} class="button">
              {say('common.cancel')}
            </Link>
          </div>
        </div>
      </form>
    </>
  )
}

/** Rows about events are about those of the stream that was chosen before. */
function withStream(draft: Draft, stream: string): Draft {
  const stay = draft.rows.filter(({ kind }) => kind === 'trait' || kind === 'place' || (stream && kind !== 'property'))
  return { ...draft, stream, rows: stay }
}

const kinds = ['count', 'value', 'recency', 'property', 'trait', 'place'] as const

function AddRow({ draft, add }: { draft: Draft; add: (row: Row) => void }) {
  // Of these a rule has one.
  const single = (kind: string) => kind === 'count' || kind === 'value' || kind === 'recency'
  const free = kinds.filter(
    (kind) =>
      (kind === 'trait' || kind === 'place' || draft.stream) &&
      !(single(kind) && draft.rows.some((row) => row.kind === kind)),
  )
  return (
    <fieldset class="adds">
      <legend>{say('cohorts.add-condition')}</legend>
      {free.map((kind) => (
        <button key={kind} type="button" class="button" onClick={() => add(fresh(kind))}>
          {say(`cohorts.add-${kind}`)}
        </button>
      ))}
    </fieldset>
  )
}

function fresh(kind: Row['kind']): Row {
  if (kind === 'recency') return { kind, occurrence: 'last', least: undefined, most: 90 }
  if (kind === 'place') return { kind, places: [], invert: false }
  if (kind === 'trait' || kind === 'property') return { kind, name: '', is: '_in', values: [], optional: false }
  return { kind, least: kind === 'count' ? 2 : 100, most: undefined }
}

function Json({ text, set, back }: { text: string; set: (text: string) => void; back: (() => void) | undefined }) {
  return (
    <div class="field json">
      <label for="json">{say('cohorts.json')}</label>
      <p class="small quiet">{say(back ? 'cohorts.json-about' : 'cohorts.json-only')}</p>
      <textarea
        id="json"
        rows={14}
        spellcheck={false}
        value={text}
        onInput={(event) => set(event.currentTarget.value)}
      />
      {back && (
        <div class="actions">
          <button type="button" class="button" onClick={back}>
            {say('cohorts.back-to-rows')}
          </button>
        </div>
      )}
    </div>
  )
}

function CopyCurl({ rule, id }: { rule: CohortRule; id: string | undefined }) {
  const [copied, setCopied] = useState(false)
  return (
    <button
      type="button"
      class="button"
      onClick={() => void navigator.clipboard.writeText(cohortCurl(rule, id)).then(() => setCopied(true))}
    >
      {say(copied ? 'cohorts.copied' : 'cohorts.copy-curl')}
    </button>
  )
}

const asJson = (rule: CohortRule): string => JSON.stringify({ ...rule, name: undefined }, null, 2)

function parsed(text: string): CohortRule | undefined {
  try {
    const rule: unknown = JSON.parse(text)
    return rule !== null && typeof rule === 'object' && !Array.isArray(rule) ? (rule as CohortRule) : undefined
  } catch {
    return undefined
  }
}
