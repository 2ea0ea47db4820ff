import { useState } from 'preact/hooks'
import { ApiError, request } from '../../api/client.ts'
import { queries, refresh, useAnswer } from '../../api/query.ts'
import type { PersonMerges } from '../../api/types.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { say } from '../../words/say.ts'
import { IdentifierText, textOf, textsOf } from './identifier-text.tsx'
import { SeparateDialog, type Separation } from './separate-dialog.tsx'

type Joined = PersonMerges['joined'][number]

/** How the records of a person became one, what did not join, and what somebody has separated. */
export function Merges({ id }: { id: string }) {
  const { data, error, refetch } = useAnswer<PersonMerges>(`/people/${id}/merges`)
  const [parting, setParting] = useState<Separation>()
  if (error && !data) return <Failure error={error} retry={refetch} />
  if (!data) return <Loading what={say('people.merges')} />
  return (
    <>
      {!data.exact && <p class="notice weak">{say('people.exact-note')}</p>}
      <section class="panel" aria-labelledby="joined">
        <h2 id="joined">{say('people.joined')}</h2>
        <ol class="joins">
          {data.joined.map((join, i) => (
            <li key={`${join.time} ${i}`}>
              <Join join={join} separate={setParting} />
            </li>
          ))}
        </ol>
      </section>
      <section class="panel" aria-labelledby="not-joined">
        <h2 id="not-joined">{say('people.not-joined')}</h2>
        {data.not_joined.length === 0 && <p class="quiet">{say('people.not-joined-none')}</p>}
        <ul class="joins">
          {data.not_joined.map((one, i) => (
            <li key={`${one.time} ${i}`}>
              <p>
                <IdentifierText of={one.identifier} />{' '}
                {one.beside.length > 0 && (
                  <span class="quiet small">{say('people.beside', { those: textsOf(one.beside) })}</span>
                )}
              </p>
              <p class="small">{one.sentence}.</p>
              <When of={one} />
            </li>
          ))}
        </ul>
      </section>
      {data.separated.length > 0 && (
        <section class="panel" aria-labelledby="separated">
          <h2 id="separated">{say('people.separated')}</h2>
          <ul class="joins">
            {data.separated.map((one) => (
              <Separated key={`${textsOf(one.external_ids)} ${textOf(one.from)}`} id={id} of={one} />
            ))}
          </ul>
        </section>
      )}
      {parting && <SeparateDialog id={id} separation={parting} close={() => setParting(undefined)} />}
    </>
  )
}

/** Name and address are compared as one: nobody can name them. */
const canLeave = ({ type }: { type: string }) => type !== 'name_address'

function When({ of: { time, source_name } }: { of: { time: string; source_name: string | null } }) {
  return <p class="small quiet">{say('people.joined-at', { at: new Date(time), source: source_name ?? '–' })}</p>
}

function Join({ join, separate }: { join: Joined; separate: (what: Separation) => void }) {
  const { by, parts, added } = join
  // Of people who became one the later leaves; of an identifier that came to a person, this one does.
  const [into, ...others] = parts
  const leaving = (others.flat().length > 0 ? others.flat() : added).filter(canLeave)
  const from = (into ?? by).find(canLeave)
  return (
    <>
      <When of={join} />
      {parts.length > 1 ? (
        <>
          <p>{say('people.joined-parts', { count: parts.length, by: textsOf(by) })}</p>
          <ol class="branches">
            {parts.map((part, i) => (
              <li key={textsOf(part)}>
                <span class="small quiet">{say('people.part', { number: i + 1 })}</span> {textsOf(part)}
              </li>
            ))}
          </ol>
        </>
      ) : (
        <p>
          {by.length > 0
            ? say('people.joined-added', { added: textsOf(added), by: textsOf(by) })
            : say('people.joined-first', { added: textsOf(added) })}
        </p>
      )}
      {from && leaving.length > 0 && (
        <p>
          <button
            type="button"
            class="plain"
            aria-label={say('people.separate-of', { identifiers: textsOf(leaving.slice(0, 20)) })}
            onClick={() => separate({ external_ids: leaving.slice(0, 20), from })}
          >
            {say('people.separate')}
          </button>
        </p>
      )}
    </>
  )
}

function Separated({ id, of }: { id: string; of: PersonMerges['separated'][number] }) {
  const [error, setError] = useState<ApiError>()
  const { external_ids, from, decided_at } = of
  const rejoin = async () => {
    try {
      await request('POST', `/people/${id}/rejoin`, { external_ids, from })
      queries.removeQueries({
        predicate: ({ queryKey }) =>
          String(queryKey[0]).startsWith('/people/') && !String(queryKey[0]).startsWith(`/people/${id}`),
      })
      await refresh(`/people/${id}`)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    }
  }
  return (
    <li>
      <p>
        {say('people.separated-pair', {
          leaves: textsOf(external_ids),
          left: textOf(from),
          at: new Date(decided_at),
        })}
      </p>
      {error && <Failure error={error} />}
      <p>
        <button type="button" class="plain" onClick={() => void rejoin()}>
          {say('people.rejoin')}
        </button>
      </p>
    </li>
  )
}
