import './styles.css'
import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Redirect, Route, Switch } from 'wouter-preact'
import { ApiError, request } from './api/client.ts'
import { queries, useAnswer } from './api/query.ts'
import type { Session } from './api/types.ts'
import { DataPage } from './pages/data.tsx'
import { NewPersonaSet } from './pages/new-persona-set.tsx'
import { PersonaSets } from './pages/persona-sets.tsx'
import { SignIn } from './pages/sign-in.tsx'
import { Start } from './pages/start.tsx'
import { lazily } from './parts/lazily.tsx'
import { Shell } from './parts/shell.tsx'
import { Empty, Failure, Loading } from './parts/states.tsx'

const PersonaSetPage = lazily(() => import('./pages/persona-set.tsx').then(({ PersonaSetPage }) => PersonaSetPage))

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
  return entering ? <Loading what="your account" /> : <SignedIn refused={refused} />
}

function SignedIn({ refused }: { refused: ApiError | undefined }) {
  const { data: session, error, refetch } = useAnswer<Session>('/sessions/current')
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
  if (!session) return <Loading what="your account" />
  return (
    <Shell session={session}>
      <Switch>
        <Route path="/" component={Start} />
        <Route path="/sign-in">
          <Redirect to="/" />
        </Route>
        <Route path="/persona-sets" component={PersonaSets} />
        <Route path="/persona-sets/new" component={NewPersonaSet} />
        <Route path="/persona-sets/:id/:tab?">
          {({ id, tab = 'definition' }) => <PersonaSetPage key={id} id={id!} tab={tab} />}
        </Route>
        <Route path="/data" component={DataPage} />
        <Route>
          <Empty title="There is no such page">
            <a href="/persona-sets">Persona sets</a>
          </Empty>
        </Route>
      </Switch>
    </Shell>
  )
}

render(<App />, document.getElementById('app')!)
