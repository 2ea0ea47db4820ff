import { Link, Redirect } from 'wouter-preact'
import { useAnswer } from '../api/query.ts'
import type { Session } from '../api/types.ts'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'
import { About } from './settings/about.tsx'
import { AccountSettings } from './settings/account.tsx'
import { Keys } from './settings/keys.tsx'
import { Members } from './settings/members.tsx'

const tabs = { account: AccountSettings, keys: Keys, members: Members, about: About }
type Tab = keyof typeof tabs

/** What holds for the account and for this browser. */
export function Settings({ tab }: { tab: string }) {
  const session = useAnswer<Session>('/sessions/current').data
  useTitle(say('settings.title'))
  if (!session) return null
  // Keys and members are for owners, and members are those of the live account.
  const seen: Tab[] = [
    'account',
    ...(session.role === 'owner' ? (['keys', ...(session.mode === 'live' ? ['members'] : [])] as Tab[]) : []),
    'about',
  ]
  if (!seen.includes(tab as Tab)) return <Redirect to="/settings/account" />
  const Shown = tabs[tab as Tab]
  return (
    <>
      <h1>{say('settings.title')}</h1>
      <nav class="tabs" aria-label={say('settings.parts')}>
        {seen.map((name) => (
          <Link key={name} href={`/settings/${name}`} aria-current={name === tab ? 'page' : undefined}>
            {say(`settings.tab-${name}`)}
          </Link>
        ))}
      </nav>
      <Shown session={session} />
    </>
  )
}
