import type { ComponentChildren } from 'preact'
import { Link, useLocation } from 'wouter-preact'
import { request } from '../api/client.ts'
import type { Session } from '../api/types.ts'
import { type Language, languageNames, languages } from '../words/choose-language.ts'
import { language, speak } from '../words/language.ts'
import { say } from '../words/say.ts'
import { Toast } from './toast.tsx'

const pages = [
  ['/persona-sets', 'common.nav-persona-sets'],
  ['/cohorts', 'common.nav-cohorts'],
  ['/people', 'common.nav-people'],
  ['/deliveries', 'common.nav-deliveries'],
  ['/data', 'common.nav-data'],
] as const

/** Bar, menu and main part of every page behind the sign-in. */
export function Shell({ session, children }: { session: Session; children: ComponentChildren }) {
  const [path] = useLocation()
  return (
    <>
      <a class="skip" href="#main">
        {say('common.skip')}
      </a>
      <header class="bar">
        <Link href="/" class="brand">
          <img src="/favicon.svg" alt="" width="26" height="26" />
          Moira
        </Link>
        <nav aria-label={say('common.pages')}>
          {pages.map(([href, name]) => (
            <Link key={href} href={href} aria-current={path.startsWith(href) ? 'page' : undefined}>
              {say(name)}
            </Link>
          ))}
        </nav>
        <div class="account">
          <AccountMenu session={session} />
          <button type="button" class="button" onClick={() => void signOut()}>
            {say('common.sign-out')}
          </button>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
      <Toast />
    </>
  )
}

/** The account's name, and below it what holds for this browser. */
function AccountMenu({ session: { account_name, mode } }: { session: Session }) {
  const name = mode === 'test' ? say('common.test-data', { name: account_name }) : account_name
  return (
    <>
      <button type="button" class="who plain" popovertarget="account-menu" aria-label={say('common.menu-of', { name })}>
        {name}
      </button>
      <div id="account-menu" popover="auto" class="panel menu">
        <div class="field">
          <label for="language">{say('common.language')}</label>
          <select id="language" value={language} onChange={(event) => speak(event.currentTarget.value as Language)}>
            {languages.map((one) => (
              <option key={one} value={one} lang={one}>
                {languageNames[one]}
              </option>
            ))}
          </select>
        </div>
      </div>
    </>
  )
}

/** The page is loaded anew, so that nothing of the account stays in memory. */
async function signOut(): Promise<void> {
  await request('DELETE', '/sessions/current').catch(() => {})
  location.assign('/')
}
