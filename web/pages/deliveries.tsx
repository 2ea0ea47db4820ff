import { Link, useSearchParams } from 'wouter-preact'
import { refresh, useAnswer } from '../api/query.ts'
import { type Cohort, isSettled, type PersonaSet, type Schedule, type Scope, type Target } from '../api/types.ts'
import { Status } from '../parts/build-state.tsx'
import { useFirstRows } from '../parts/first-rows.tsx'
import { Remove } from '../parts/remove.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { ago, count, moment } from '../words/figures.ts'
import { say } from '../words/say.ts'

/** All deliveries of the account: who, what, where, when. */
export function Deliveries() {
  const targets = useAnswer<Target[]>('/targets', (all) => all.every(isSettled))
  const scopes = useAnswer<Scope[]>('/scopes')
  const schedules = useAnswer<Schedule[]>('/schedules')
  const sets = useAnswer<PersonaSet[]>('/persona_sets')
  const cohorts = useAnswer<Cohort[]>('/cohorts')
  const [search, setSearch] = useSearchParams()
  useTitle(say('deliveries.title'))
  // Of a population or a schedule: its deliveries.
  const of = search.get('of')
  const scopeId = schedules.data?.find(({ id }) => id === of)?.scope_id ?? of
  const firstRows = useFirstRows()
  const nameOf = new Map([...(sets.data ?? []), ...(cohorts.data ?? [])].map(({ id, name }) => [id, name]))
  const named = (ids: string[] = []) => ids.map((id) => nameOf.get(id) ?? '–').join(', ')
  const shown = targets.data?.filter((one) => !of || one.scope_id === scopeId)
  const without = scopes.data?.filter(
    ({ id }) => targets.data && !targets.data.some((one) => one.scope_id === id) && (!of || id === scopeId),
  )
  if (targets.data?.length === 0 && without?.length === 0) {
    return (
      <Empty title={say('deliveries.none')}>
        <p class="quiet">{say('deliveries.none-about')}</p>
        <Link href="/deliveries/new" class="button first">
          {say('deliveries.new')}
        </Link>
      </Empty>
    )
  }
  const { rows, more } = firstRows(shown ?? [])
  return (
    <>
      <div class="head">
        <h1>{say('deliveries.title')}</h1>
        <Link href="/deliveries/new" class="button first">
          {say('deliveries.new')}
        </Link>
      </div>
      {targets.error && !targets.data && <Failure error={targets.error} retry={targets.refetch} />}
      {targets.isPending && <Loading what={say('deliveries.title')} />}
      {of && (
        <p class="notice">
          {say('deliveries.filtered', { name: scopes.data?.find(({ id }) => id === scopeId)?.name ?? '–' })}{' '}
          <button type="button" class="plain" onClick={() => setSearch({})}>
            {say('deliveries.show-all')}
          </button>
        </p>
      )}
      {shown && (shown.length > 0 || !without?.length) && (
        <section class="panel">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
          <section class="scroll" tabIndex={0} aria-label={say('deliveries.title')}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('deliveries.name')}</th>
                  <th scope="col" class="number">
                    {say('deliveries.rows')}
                  </th>
                  <th scope="col">{say('deliveries.who')}</th>
                  <th scope="col">{say('deliveries.what')}</th>
                  <th scope="col">{say('deliveries.where')}</th>
                  <th scope="col">{say('deliveries.last')}</th>
                  <th scope="col">{say('deliveries.next-run')}</th>
                  <th scope="col">{say('deliveries.status')}</th>
                  <th scope="col">{say('deliveries.file')}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((target) => (
                  <Row
                    key={target.id}
                    target={target}
                    scope={scopes.data?.find(({ id }) => id === target.scope_id)}
                    next={
                      schedules.data
                        ?.filter(({ scope_id, next_run }) => scope_id === target.scope_id && next_run)
                        .map(({ next_run }) => next_run!)
                        .sort()[0]
                    }
                    named={named}
                  />
                ))}
              </tbody>
            </table>
          </section>
          {more}
        </section>
      )}
      {without && without.length > 0 && (
        <section class="panel" aria-labelledby="without">
          <h2 id="without">{say('deliveries.without')}</h2>
          <ul class="ordered">
            {without.map(({ id, name, archived_at }) => (
              <li key={id}>
                <span>{name}</span>
                <span class="actions">
                  <Link href={`/deliveries/new?scope=${id}`} class="button">
                    {say('deliveries.deliver')}
                  </Link>
                  <Remove
                    kind="scopes"
                    id={id}
                    name={name}
                    archived={archived_at !== undefined}
                    gone={() => void refresh('/scopes')}
                  />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

interface RowProps {
  target: Target
  scope: Scope | undefined
  next: string | undefined
  named: (ids?: string[]) => string
}

function Row({ target, scope, next, named }: RowProps) {
  const { id, name, row_count, preview, preview_of, options, last_updated_output_at } = target
  return (
    <tr>
      <td class="name">
        <Link href={`/deliveries/${id}`}>{name}</Link>
        {preview && <span class="tag">{say('deliveries.preview')}</span>}
      </td>
      <td class="number">
        {row_count === undefined ? '–' : count(row_count)}
        {preview_of !== undefined && (
          <p class="small quiet">{say('deliveries.of-rows', { count: count(preview_of) })}</p>
        )}
      </td>
      <td>{named(scope?.population.cohort_ids)}</td>
      <td>
        {named([...(scope?.payload.persona_set_ids ?? []), ...(scope?.payload.cohort_ids ?? [])])}
        {scope?.payload.attributes?.length
          ? ` ${say('deliveries.and-traits', { count: scope.payload.attributes.length })}`
          : ''}
      </td>
      <td>{options.type === 'hosted_csv' ? say('deliveries.csv') : options.type}</td>
      <td>
        {last_updated_output_at ? (
          <time dateTime={last_updated_output_at} title={moment(last_updated_output_at)}>
            {ago(last_updated_output_at)}
          </time>
        ) : (
          '–'
        )}
      </td>
      <td>{next ? <time dateTime={next}>{moment(next)}</time> : '–'}</td>
      <td>
        <Status of={target} />
        {target.status === 'error' && <p class="small">{target.status_error}</p>}
      </td>
      <td>
        {row_count !== undefined && (
          <a href={`/v1/targets/${id}/download.csv`} download aria-label={say('deliveries.download-what', { name })}>
            {say('deliveries.download')}
          </a>
        )}
      </td>
    </tr>
  )
}
