import { Link } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import type { Person } from '../api/types.ts'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'
import { Events } from './person/events.tsx'
import { Merges } from './person/merges.tsx'
import { Profile } from './person/profile.tsx'

const tabs = ['profile', 'events', 'merges'] as const

/** One person: who it is, why this persona, all events, and how the records became one. */
export function PersonPage({ id, tab }: { id: string; tab: string }) {
  const { data: person, error, refetch } = useAnswer<Person>(`/people/${id}`)
  // The title of a tab is kept by the browser's history: a name would be, too.
  useTitle(say('people.this-page'))
  if (error && !person) {
    return (
      <>
        <h1>{say('people.this-page')}</h1>
        <Failure error={error} retry={refetch} />
        <p>
          <Link href="/people">{say('people.search')}</Link>
        </p>
      </>
    )
  }
  if (!person) return <Loading what={say('people.person')} page={say('people.this-page')} />
  const { name, known_from, built_at } = person
  const from = known_from.length > 1 ? 'people.from-both' : `people.from-${known_from[0] ?? 'files'}`
  return (
    <>
      <div class="head">
        <div>
          <h1>{name ?? say('people.no-name')}</h1>
          <p class="quiet">{say(from as 'people.from-both')}</p>
          {built_at && <p class="small quiet">{say('people.built-at', { at: new Date(built_at) })}</p>}
        </div>
        <div class="actions">
          <Link href="/people" class="button">
            {say('people.search')}
          </Link>
        </div>
      </div>
      <nav class="tabs" aria-label={say('people.parts')}>
        {tabs.map((one) => (
          <Link
            key={one}
            href={`/people/${id}${one === 'profile' ? '' : `/${one}`}`}
            aria-current={one === tab ? 'page' : undefined}
          >
            {say(`people.${one}`)}
          </Link>
        ))}
      </nav>
      {tab === 'events' ? (
        <Events id={id} name={name ?? say('people.no-name')} />
      ) : tab === 'merges' ? (
        <Merges id={id} />
      ) : (
        <Profile person={person} />
      )}
    </>
  )
}
