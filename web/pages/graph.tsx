import { Link } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import { type Edge, isSettled } from '../api/types.ts'
import { Status } from '../parts/build-state.tsx'
import { pageOf } from '../parts/dependents.ts'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'

const types = [
  'datasets',
  'sources',
  'streams',
  'traits',
  'cohorts',
  'persona_sets',
  'scopes',
  'targets',
  'schedules',
] as const

interface Thing {
  id: string
  type: string
  name: string
  status: Edge['upstream_status']
  from: string[]
}

/** What is made from what, a column a type, in the order in which things are built. */
export function Graph() {
  const settled = (edges: Edge[]) =>
    edges.every((edge) => isSettled({ id: '', status: edge.downstream_status }) && edge.upstream_status !== 'running')
  const { data, error, refetch } = useAnswer<Edge[]>('/graph', settled)
  useTitle(say('graph.title'))
  if (error && !data) return <Failure error={error} retry={refetch} page={say('common.nav-graph')} />
  if (!data) return <Loading what={say('graph.the-graph')} page={say('common.nav-graph')} />
  if (data.length === 0) {
    return (
      <Empty title={say('graph.none')}>
        <p>{say('graph.none-about')}</p>
        <Link href="/data" class="button first">
          {say('common.nav-data')}
        </Link>
      </Empty>
    )
  }
  const things = thingsOf(data)
  return (
    <>
      <h1>{say('graph.title')}</h1>
      <p class="quiet">{say('graph.about')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('graph.title')}>
        <div class="columns">
          {types.map((type) => {
            const own = things.filter((one) => one.type === type)
            if (own.length === 0) return null
            return (
              <section key={type} class="panel">
                <h2>{say(`graph.type-${type}`)}</h2>
                <ul class="nodes">
                  {own.map((one) => (
                    <Node key={one.id} thing={one} />
                  ))}
                </ul>
              </section>
            )
          })}
        </div>
      </section>
    </>
  )
}

function Node({ thing }: { thing: Thing }) {
  const page = pageOf(thing)
  return (
    <li>
      {page ? <Link href={page}>{thing.name}</Link> : thing.name} <Status of={{ id: thing.id, status: thing.status }} />
      {thing.from.length > 0 && (
        <p class="small quiet">{say('graph.made-from', { names: [...new Set(thing.from)].join(', ') })}</p>
      )}
    </li>
  )
}

/** Everything that an edge names, once, with the names of all that it is made from. */
function thingsOf(edges: readonly Edge[]): Thing[] {
  const things = new Map<string, Thing>()
  const add = (id: string, type: string, name: string, status: Thing['status']) => {
    const thing = things.get(id) ?? { id, type, name, status, from: [] }
    things.set(id, thing)
    return thing
  }
  for (const edge of edges) {
    add(edge.upstream_id, edge.upstream_type, edge.upstream_literate, edge.upstream_status)
    const { downstream_id, downstream_type, downstream_literate, downstream_status } = edge
    add(downstream_id, downstream_type, downstream_literate, downstream_status).from.push(edge.upstream_literate)
  }
  return [...things.values()]
}
