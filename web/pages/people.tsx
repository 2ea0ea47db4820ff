import { useState } from 'preact/hooks'
import { Link, useSearchParams } from 'wouter-preact'
import { ApiError, request } from '../api/client.ts'
import type { PeopleFound } from '../api/types.ts'
import { Failure } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'
import { IdentifierText } from './person/identifier-text.tsx'

const fieldsOf = {
  email: ['email'],
  phone: ['phone', 'country'],
  id: ['id'],
  name: ['last_name', 'postcode', 'first_name'],
} as const
type By = keyof typeof fieldsOf
const ways = Object.keys(fieldsOf) as By[]

const labels = {
  email: 'people.email',
  phone: 'people.phone',
  country: 'people.country',
  id: 'people.id',
  last_name: 'people.last-name',
  postcode: 'people.postcode',
  first_name: 'people.first-name',
} as const
const optional = ['country', 'first_name']

/** The last search of this tab: a way back finds it again. In memory alone, because it is about people. */
let last: { by: By; given: Record<string, string>; found: PeopleFound } | undefined

/** A form that finds people: there is no list to browse. */
export function People() {
  const [search, setSearch] = useSearchParams()
  const by = ways.find((one) => one === search.get('by')) ?? last?.by ?? 'email'
  const [found, setFound] = useState(last?.found)
  const [error, setError] = useState<ApiError>()
  const [waiting, setWaiting] = useState(false)
  useTitle(say('people.title'))
  const find = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const given = Object.fromEntries(
      fieldsOf[by].map((name) => [name, String(form.get(name) ?? '').trim()] as const).filter(([, text]) => text),
    )
    setWaiting(true)
    setError(undefined)
    try {
      const { people } = await request<{ people: PeopleFound }>('POST', '/people/search', given)
      last = { by, given, found: people }
      setFound(people)
    } catch (refused) {
      if (refused instanceof ApiError) setError(refused)
    } finally {
      setWaiting(false)
    }
  }
  const choose = (one: By) => {
    setSearch({ by: one }, { replace: true })
    setError(undefined)
  }
  return (
    <>
      <div class="head">
        <h1>{say('people.title')}</h1>
      </div>
      <section class="panel">
        <h2>{say('people.search')}</h2>
        <form class="search" onSubmit={(event) => void find(event)} autocomplete="off">
          <div class="field">
            <label for="by">{say('people.by')}</label>
            <select id="by" value={by} onChange={(event) => choose(event.currentTarget.value as By)}>
              {ways.map((one) => (
                <option key={one} value={one}>
                  {say(`people.by-${one}`)}
                </option>
              ))}
            </select>
          </div>
          {fieldsOf[by].map((name) => (
            <div class="field" key={`${by} ${name}`}>
              <label for={name}>{say(labels[name])}</label>
              <input
                id={name}
                name={name}
                required={!optional.includes(name)}
                maxLength={500}
                defaultValue={last?.by === by ? last.given[name] : undefined}
                spellcheck={false}
                aria-describedby={name === 'country' ? 'country-hint' : undefined}
              />
              {name === 'country' && (
                <p id="country-hint" class="small quiet">
                  {say('people.country-hint')}
                </p>
              )}
            </div>
          ))}
          <div class="actions">
            <button type="submit" class="button first" disabled={waiting}>
              {say('people.find')}
            </button>
          </div>
        </form>
        <p class="small quiet">{say('people.hint')}</p>
      </section>
      {error && <Failure error={error} />}
      <p role="status" class={found && !waiting && !error ? '' : 'hidden'}>
        {waiting ? say('common.loading', { what: say('people.the-search') }) : ''}
        {found && !waiting && !error ? say('people.found', { count: found.length }) : ''}
      </p>
      {found && found.length > 0 && !error && (
        <ul class="cards">
          {found.map((person) => (
            <li key={person.id} class="panel">
              <h2>
                <Link href={`/people/${person.id}`}>{person.name ?? say('people.no-name')}</Link>
              </h2>
              {person.place && <p class="quiet">{person.place}</p>}
              <ul class="identifiers">
                {person.identifiers.map((one) => (
                  <li key={`${one.type} ${one.id}`}>
                    <IdentifierText of={one} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
