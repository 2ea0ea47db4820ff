import type { ComponentChild } from 'preact'
import { fetchAhead } from './api/query.ts'
import { type LazyPage, lazily } from './parts/lazily.tsx'

const Home = lazily(['home', 'start', 'persona-sets', 'actions'], async () => (await import('./pages/home.tsx')).Home)
const PersonaSets = lazily(['persona-sets'], async () => (await import('./pages/persona-sets.tsx')).PersonaSets)
const NewPersonaSet = lazily(['persona-sets'], async () => (await import('./pages/new-persona-set.tsx')).NewPersonaSet)
const PersonaSetPage = lazily(
  ['persona-set', 'actions'],
  async () => (await import('./pages/persona-set.tsx')).PersonaSetPage,
)
const Cohorts = lazily(['cohorts'], async () => (await import('./pages/cohorts.tsx')).Cohorts)
const CohortPage = lazily(['cohorts', 'actions'], async () => (await import('./pages/cohort.tsx')).CohortPage)
const CohortBuilder = lazily(['cohorts'], async () => (await import('./pages/cohort-builder.tsx')).CohortBuilder)
const CompareCohorts = lazily(
  ['cohorts', 'actions'],
  async () => (await import('./pages/compare-cohorts.tsx')).CompareCohorts,
)
const Deliveries = lazily(['deliveries', 'actions'], async () => (await import('./pages/deliveries.tsx')).Deliveries)
const NewDelivery = lazily(['deliveries'], async () => (await import('./pages/new-delivery.tsx')).NewDelivery)
const DeliveryPage = lazily(['deliveries', 'actions'], async () => (await import('./pages/delivery.tsx')).DeliveryPage)
const Explore = lazily(['explore', 'actions'], async () => (await import('./pages/explore.tsx')).Explore)
const People = lazily(['people'], async () => (await import('./pages/people.tsx')).People)
const PersonPage = lazily(['people'], async () => (await import('./pages/person.tsx')).PersonPage)
const Graph = lazily(['graph'], async () => (await import('./pages/graph.tsx')).Graph)
const Reference = lazily(['reference'], async () => (await import('./pages/reference.tsx')).Reference)
const Settings = lazily(['settings'], async () => (await import('./pages/settings.tsx')).Settings)
const DatasetPage = lazily(['data', 'actions'], async () => (await import('./pages/data/dataset.tsx')).DatasetPage)
const DataPage = lazily(['data'], async () => (await import('./pages/data.tsx')).DataPage)

type Params = Record<string, string | undefined>

/** An address of the dashboard, and the page there. */
interface Place {
  path: string
  page: { load(): Promise<unknown> }
  show: (params: Params) => ComponentChild
  /** The answer that the page asks for first. */
  first: ((params: Params) => string) | undefined
}

const place = <Props extends object>(
  path: string,
  page: LazyPage<Props>,
  show: Place['show'],
  first?: Place['first'],
): Place => ({ path, page, show, first })

/** All pages behind the sign-in; the first whose path fits is shown. A page of another thing is another page: it begins anew. */
export const places: readonly Place[] = [
  place(
    '/',
    Home,
    () => <Home />,
    () => '/persona_sets',
  ),
  place(
    '/persona-sets',
    PersonaSets,
    () => <PersonaSets />,
    () => '/persona_sets',
  ),
  place('/persona-sets/new', NewPersonaSet, () => <NewPersonaSet />),
  place(
    '/persona-sets/:id/:tab?',
    PersonaSetPage,
    ({ id, tab = 'definition' }) => <PersonaSetPage key={id} id={id!} tab={tab} />,
    ({ id }) => `/persona_sets/${id}`,
  ),
  place(
    '/cohorts',
    Cohorts,
    () => <Cohorts />,
    () => '/cohorts',
  ),
  place('/cohorts/new', CohortBuilder, () => <CohortBuilder />),
  place('/cohorts/compare', CompareCohorts, () => <CompareCohorts />),
  place(
    '/cohorts/:id',
    CohortPage,
    ({ id }) => <CohortPage key={id} id={id!} />,
    ({ id }) => `/cohorts/${id}`,
  ),
  place('/cohorts/:id/edit', CohortBuilder, ({ id }) => <CohortBuilder key={id} id={id!} />),
  place(
    '/deliveries',
    Deliveries,
    () => <Deliveries />,
    () => '/targets',
  ),
  place('/deliveries/new', NewDelivery, () => <NewDelivery />),
  place(
    '/deliveries/:id',
    DeliveryPage,
    ({ id }) => <DeliveryPage key={id} id={id!} />,
    ({ id }) => `/targets/${id}`,
  ),
  place(
    '/explore',
    Explore,
    () => <Explore />,
    () => '/persona_sets',
  ),
  place('/people', People, () => <People />),
  place(
    '/people/:id/:tab?',
    PersonPage,
    ({ id, tab = 'profile' }) => <PersonPage key={id} id={id!} tab={tab} />,
    ({ id }) => `/people/${id}`,
  ),
  place('/data/graph', Graph, () => <Graph />),
  place('/docs', Reference, () => <Reference />),
  place('/settings/:tab?', Settings, ({ tab = 'account' }) => <Settings tab={tab} />),
  place(
    '/data/:id',
    DatasetPage,
    ({ id }) => <DatasetPage key={id} id={id!} />,
    ({ id }) => `/datasets/${id}`,
  ),
  place(
    '/data',
    DataPage,
    () => <DataPage />,
    () => '/datasets',
  ),
]

/** Fetches what the page of an address needs, all at once: each of these would otherwise wait for the one before. */
export function fetchPage(address: string): void {
  for (const path of ['/sessions/current', '/accounts/current']) fetchAhead(path)
  for (const { path, page, first } of places) {
    const pattern = path.replace(/\/:(\w+)\?/, '(?:/(?<$1>[^/]+))?').replace(/:(\w+)/, '(?<$1>[^/]+)')
    const found = new RegExp(`^${pattern}/?$`).exec(address)
    if (!found) continue
    // Whatever goes wrong shows when the page is opened.
    page.load().catch(() => {})
    if (first) fetchAhead(first(found.groups ?? {}))
    return
  }
}
