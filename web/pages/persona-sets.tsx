import { Link, Redirect } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet } from '../api/types.ts'
import { Status } from '../parts/build-state.tsx'
import { ExploreSwitch } from '../parts/explore-switch.tsx'
import { useFirstRows } from '../parts/first-rows.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { ago, people } from '../words/figures.ts'
import { say } from '../words/say.ts'

/** All persona sets of the account. */
export function PersonaSets() {
  const sets = useAnswer<PersonaSet[]>('/persona_sets', (all) => all.every(isSettled))
  const cohorts = useAnswer<Cohort[]>('/cohorts')
  useTitle(say('persona-sets.title'))
  const { rows, more } = useFirstRows()(sets.data ?? [])
  if (sets.data?.length === 0) return <Redirect to="/" />
  const names = new Map(cohorts.data?.map(({ id, name }) => [id, name]))
  return (
    <>
      <div class="head">
        <h1>{say('persona-sets.title')}</h1>
        <Link href="/persona-sets/new" class="button first">
          {say('persona-sets.new')}
        </Link>
      </div>
      {sets.error && !sets.data && <Failure error={sets.error} retry={sets.refetch} />}
      {sets.isPending && <Loading what={say('persona-sets.title')} />}
      {sets.data && (
        <section class="panel">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
          <section class="scroll" tabIndex={0} aria-label={say('persona-sets.title')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('persona-sets.name')}</th>
                  <th scope="col">{say('persona-sets.in-set')}</th>
                  <th scope="col">{say('persona-sets.cohort')}</th>
                  <th scope="col">{say('persona-sets.status')}</th>
                  <th scope="col">{say('common.show-in-explore')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((set) => (
                  <Row key={set.id} set={set} cohort={names.get(set.cohort_id)} />
                ))}
              </tbody>
            </table>
          </section>
          {more}
        </section>
      )}
    </>
  )
}

function Row({ set, cohort }: { set: PersonaSet; cohort: string | undefined }) {
  const { id, name, personas = [], status_error, last_updated_output_at } = set
  return (
    <tr>
      <td class="name">
        <Link href={`/persona-sets/${id}`}>{name}</Link>
      </td>
      <td>
        <span class="with-faces">
          {personas.length || '–'}
          <span class="faces">
            {personas.map((persona) => (
              <img key={persona.id} src={persona.avatar} alt="" width="26" height="26" loading="lazy" />
            ))}
          </span>
          {personas.length > 0 && (
            <span class="hidden">
              {personas
                .map((persona) =>
                  say('persona-sets.persona-of', { name: persona.name, people: people(persona.individuals_count) }),
                )
                .join('; ')}
            </span>
          )}
        </span>
      </td>
      <td>{cohort ?? <span class="quiet">–</span>}</td>
      <td>
        <Status of={set} />
        {set.status === 'error' && <p class="small">{status_error}</p>}
        {set.status === 'ready' && !set.stale && last_updated_output_at && (
          <p class="small quiet">
            <time dateTime={last_updated_output_at} title={last_updated_output_at}>
              {ago(last_updated_output_at)}
            </time>
          </p>
        )}
      </td>
      <td>
        <ExploreSwitch set={set} />
      </td>
    </tr>
  )
}
