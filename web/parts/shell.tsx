import type { ComponentChildren } from 'preact'
import { Link, useLocation } from 'wouter-preact'
import { request } from '../api/client.ts'
import type { Session } from '../api/types.ts'

const pages = [
  ['/persona-sets', 'Persona sets'],
  ['/data', 'Data'],
] as const

/** Bar, menu and main part of every page behind the sign-in. */
export function Shell({ session, children }: { session: Session; children: ComponentChildren }) {
  const [path] = useLocation()
  return (
    <>
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <header class="bar">
        <Link href="/" class="brand">
          <img src="/favicon.svg" alt="" width="26" height="26" />
          Moira
        </Link>
        <nav aria-label="Pages">
          {pages.map(([href, name]) => (
            <Link key={href} href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <div class="account">
          <span class="who quiet">
            {session.account_name}
            {session.mode === 'test' && ' (test data)'}
          </span>
          <button type="button" class="button" onClick={() => void signOut()}>
            Sign out
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

/** The page is loaded anew, so that nothing of the account stays in memory. */
async function signOut(): Promise<void> {
  await request('DELETE', '/sessions/current').catch(() => {})
  location.assign('/')
}
