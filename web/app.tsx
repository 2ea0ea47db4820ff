import './styles.css'
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Redirect, Route, Switch } from 'wouter-preact'
import { ApiError, request } from './api/client.ts'
import { queries, useAnswer } from './api/query.ts'
import type { Account, Session } from './api/types.ts'
import { lazily } from './parts/lazily.tsx'
import { Shell } from './parts/shell.tsx'
import { Empty, Failure, Loading } from './parts/states.tsx'
import { writeFor } from './words/account-formats.ts'
import { loadWords, say } from './words/say.ts'

const SignIn = lazily(['sign-in'], async () => (await import('./pages/sign-in.tsx')).SignIn)
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

/** The token of a link that signs in, which leaves the address at once: nobody copies it by mistake. */
function tokenOfAddress(): string | undefined {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
  if (token) history.replaceState(null, '', location.pathname + location.search)
  return token
}
const token = tokenOfAddress()

function App() {
  const [entering, setEntering] = useState(token !== undefined)
  const [refused, setRefused] = useState<ApiError>()
  useEffect(() => {
    if (!token) return
    request('POST', '/sessions', { token })
      .catch((error: ApiError) => setRefused(error))
      .finally(() => setEntering(false))
  }, [])
  return entering ? <Opening /> : <SignedIn refused={refused} />
}

/** Before it is known who looks. */
const Opening = () => (
  <main>
    <Loading what={say('common.your-account')} page="Moira" />
  </main>
)

function SignedIn({ refused }: { refused: ApiError | undefined }) {
  const { data: session, error, refetch } = useAnswer<Session>('/sessions/current')
  const account = useAnswer<Account>('/accounts/current').data
  // A session may end while a page is open: the first refusal leads to the sign-in, and back to the page.
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ query }) => {
        const failed = query.state.error
        if (failed instanceof ApiError && failed.status === 401 && query.queryKey[0] !== '/sessions/current') {
          void refetch()
        }
      }),
    [refetch],
  )
  if (error?.status === 401) return <SignIn refused={refused} done={() => queries.resetQueries()} />
  if (error && !session) {
    return (
      <main>
        <h1>Moira</h1>
        <Failure error={error} retry={refetch} />
      </main>
    )
  }
  if (!session || !account) return <Opening />
  writeFor(account)
  return (
    <Shell session={session}>
      <Switch>
        <Route path="/" component={Home} />
        <Route path="/sign-in">
          <Redirect to="/" />
        </Route>
        <Route path="/persona-sets" component={PersonaSets} />
        <Route path="/persona-sets/new" component={NewPersonaSet} />
        <Route path="/persona-sets/:id/:tab?">
          {({ id, tab = 'definition' }) => <PersonaSetPage key={id} id={id!} tab={tab} />}
        </Route>
        <Route path="/cohorts" component={Cohorts} />
        <Route path="/cohorts/new">{() => <CohortBuilder />}</Route>
        <Route path="/cohorts/compare" component={CompareCohorts} />
        <Route path="/cohorts/:id">{({ id }) => <CohortPage key={id} id={id!} />}</Route>
        <Route path="/cohorts/:id/edit">{({ id }) => <CohortBuilder key={id} id={id!} />}</Route>
        <Route path="/deliveries" component={Deliveries} />
        <Route path="/deliveries/new" component={NewDelivery} />
        <Route path="/deliveries/:id">{({ id }) => <DeliveryPage key={id} id={id!} />}</Route>
        <Route path="/explore" component={Explore} />
        <Route path="/people" component={People} />
        <Route path="/people/:id/:tab?">
          {({ id, tab = 'profile' }) => <PersonPage key={id} id={id!} tab={tab} />}
        </Route>
        <Route path="/data/graph" component={Graph} />
        <Route path="/docs" component={Reference} />
        <Route path="/settings/:tab?">{({ tab = 'account' }) => <Settings tab={tab} />}</Route>
        <Route path="/data/:id">{({ id }) => <DatasetPage key={id} id={id!} />}</Route>
        <Route path="/data" component={DataPage} />
        <Route>
          <Empty title={say('common.no-page')}>
            <a href="/persona-sets">{say('common.nav-persona-sets')}</a>
          </Empty>
        </Route>
      </Switch>
    </Shell>
  )
}

await loadWords(['common'])
render(<App />, document.getElementById('app')!)
