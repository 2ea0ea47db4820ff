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
import { chosenTheme, showTheme } from './parts/theme.ts'
import { fetchPage, places } from './places.tsx'
import { writeFor } from './words/account-formats.ts'
import { loadWords, say } from './words/say.ts'

const SignIn = lazily(['sign-in'], async () => (await import('./pages/sign-in.tsx')).SignIn)
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
        <Route path="/sign-in">
          <Redirect to="/" />
        </Route>
        {places.map(({ path, show }) => (
          <Route key={path} path={path}>
            {show}
          </Route>
        ))}
        <Route>
          <Empty title={say('common.no-page')}>
            <a href="/persona-sets">{say('common.nav-persona-sets')}</a>
          </Empty>
        </Route>
      </Switch>
    </Shell>
  )
}

showTheme(chosenTheme())
if (!token) fetchPage(location.pathname)
await loadWords(['common'])
render(<App />, document.getElementById('app')!)
