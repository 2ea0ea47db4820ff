import { Link } from 'wouter-preact'
import type { Person } from '../../api/types.ts'
import { day } from '../../words/figures.ts'
import { say } from '../../words/say.ts'
import { kindOf } from './identifier-text.tsx'
import { PersonaOfPerson } from './persona-of-person.tsx'
import { valueText } from './value-text.ts'

/** Personas with their reasons, cohorts, identifiers and traits. */
export function Profile({ person }: { person: Person }) {
  return (
    <>
      <section class="panel" aria-labelledby="personas">
        <h2 id="personas">{say('people.personas')}</h2>
        {person.personas.length === 0 && <p class="quiet">{say('people.personas-none')}</p>}
        <div class="of-person">
          {person.personas.map((one) => (
            <PersonaOfPerson key={one.persona_set_id} persona={one} />
          ))}
        </div>
      </section>
      <section class="panel" aria-labelledby="cohorts">
        <h2 id="cohorts">{say('people.cohorts')}</h2>
        {person.cohorts.length === 0 && <p class="quiet">{say('people.cohorts-none')}</p>}
        <ul class="tags">
          {person.cohorts.map(({ id, name }) => (
            <li key={id}>
              <Link href={`/cohorts/${id}`}>{name}</Link>
            </li>
          ))}
        </ul>
      </section>
      <Identifiers person={person} />
      <Traits person={person} />
    </>
  )
}

const dayOr = (time: string | null): string => (time ? day(time) : '–')

function Identifiers({ person: { identifiers, address } }: { person: Person }) {
  return (
    <section class="panel">
      <h2>{say('people.identifiers')}</h2>
      {address && (
        <p>
          <span class="quiet small">{say('people.address')}</span>{' '}
          {[address.street, address.city, address.state, address.postcode].filter(Boolean).join(', ')}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('people.identifiers')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('people.identifier')}</th>
              <th scope="col">{say('people.kind')}</th>
              <th scope="col">{say('people.source')}</th>
              <th scope="col">{say('people.first-seen')}</th>
              <th scope="col">{say('people.last-seen')}</th>
            </tr>
          </thead>
          <tbody>
            {identifiers.map((one) => (
              <tr key={`${one.type} ${one.id}`}>
                <td class="value">{one.id}</td>
                <td>{kindOf(one)}</td>
                <td>{one.source_name ?? '–'}</td>
                <td>{dayOr(one.first_seen)}</td>
                <td>{dayOr(one.last_seen)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

function Traits({ person: { traits } }: { person: Person }) {
  return (
    <section class="panel">
      <h2>{say('people.traits')}</h2>
      {traits.length === 0 ? (
        <p class="quiet">{say('people.traits-none')}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        <section class="scroll" tabIndex={0} aria-label={say('people.traits')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('people.trait')}</th>
                <th scope="col">{say('people.value')}</th>
                <th scope="col">{say('people.source')}</th>
                <th scope="col">{say('people.time')}</th>
              </tr>
            </thead>
            <tbody>
              {traits.map(({ name, literate, value, source_name, said_at, earlier }) => (
                <tr key={name}>
                  <td class="name">{literate}</td>
                  <td class="value">
                    {valueText(value)}
                    {earlier.length > 0 && (
                      <p class="small quiet">
                        {say('people.earlier', { values: earlier.map((one) => valueText(one.value)).join(', ') })}
                      </p>
                    )}
                  </td>
                  <td>{source_name ?? '–'}</td>
                  <td>{dayOr(said_at)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  )
}
