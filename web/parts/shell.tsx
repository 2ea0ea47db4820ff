import type { ComponentChildren } from 'preact'
import { Link, useLocation } from 'wouter-preact'
import { request } from '../api/client.ts'
import type { Session } from '../api/types.ts'
import { type Language, languageNames, languages } from '../words/choose-language.ts'
import { language, speak } from '../words/language.ts'
import { say } from '../words/say.ts'
import { chooseTheme, chosenTheme, type Theme, themes } from './theme.ts'
import { Toast } from './toast.tsx'

const pages = [
  ['/', 'common.nav-home'],
  ['/persona-sets', 'common.nav-persona-sets'],
  ['/cohorts', 'common.nav-cohorts'],
  ['/explore', 'common.nav-explore'],
  ['/people', 'common.nav-people'],
  ['/deliveries', 'common.nav-deliveries'],
  ['/data', 'common.nav-data'],
  ['/settings', 'common.nav-settings'],
] as const

/** Bar, menu and main part of every page behind the sign-in. */
export function Shell({ session, children }: { session: Session; children: ComponentChildren }) {
  const [path] = useLocation()
  return (
    <>
      <a class="skip" href="#main">
        {say('common.skip')}
      </a>
      <header>
        {session.mode === 'test' && <p class="test-bar">{say('common.test-bar')}</p>}
        <div class="bar">
          <Link href="/" class="brand">
            <img src="/favicon.svg" alt="" width="26" height="26" />
            Moira
          </Link>
          <nav aria-label={say('common.pages')}>
            {pages.map(([href, name]) => (
              <Link
                key={href}
                href={href}
                aria-current={(href === '/' ? path === href : path.startsWith(href)) ? 'page' : undefined}
              >
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
function AccountMenu({ session: { account_name, mode, can_switch } }: { session: Session }) {
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
        <div class="field">
          <label for="theme">{say('common.theme')}</label>
          <select id="theme" onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
            {themes.map((one) => (
              <option key={one} value={one} selected={one === chosenTheme()}>
                {say(`common.theme-${one}`)}
              </option>
            ))}
          </select>
        </div>
        {can_switch && (
          <button type="button" class="button" onClick={() => void turnTo(mode === 'test' ? 'live' : 'test')}>
            {say(mode === 'test' ? 'common.to-live' : 'common.to-test')}
          </button>
        )}
      </div>
    </>
  )
}

/** Looks at the account of the other mode, from its first page: ids of one mode mean nothing in the other. */
async function turnTo(mode: 'live' | 'test'): Promise<void> {
  await request('PATCH', '/sessions/current', { mode })
  location.assign('/')
}

/** The page is loaded anew, so that nothing of the account stays in memory. */
async function signOut(): Promise<void> {
  await request('DELETE', '/sessions/current').catch(() => {})
  location.assign('/')
}
