import { useState } from 'preact/hooks'
import { request } from '../../api/client.ts'
import { queries, useAnswer } from '../../api/query.ts'
import type { Account, Session } from '../../api/types.ts'
import { useAction } from '../../parts/action.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { writeFor } from '../../words/account-formats.ts'
import { say } from '../../words/say.ts'

const path = '/accounts/current'
const currencies = Intl.supportedValuesOf('currency')
/** Chromium's list lacks UTC, the default. */
const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

/** Name, currency and time zone of the account, and signing out everywhere. */
export function AccountSettings({ session }: { session: Session }) {
  const { data: account, error, refetch } = useAnswer<Account>(path)
  if (error && !account) return <Failure error={error} retry={refetch} />
  if (!account) return <Loading what={say('common.your-account')} />
  return (
    <>
      <AccountForm account={account} mayChange={session.role !== 'viewer'} />
      <Everywhere session={session} />
    </>
  )
}

function AccountForm({ account, mayChange }: { account: Account; mayChange: boolean }) {
  const { busy, error, run } = useAction()
  const [saved, setSaved] = useState(false)
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string) => String(form.get(name))
    const done = await run(async () => {
      const changed = await request<Account>('PATCH', path, {
        name: text('name'),
        currency: text('currency'),
        time_zone: text('time_zone'),
        avoid_protected_traits: form.has('avoid'),
      })
      writeFor(changed)
      queries.setQueryData([path], changed)
      await queries.invalidateQueries({ queryKey: ['/sessions/current'] })
    })
    setSaved(done)
  }
  return (
    <form class="panel" onSubmit={(event) => void save(event)} onInput={() => setSaved(false)}>
      <h2>{say('settings.account')}</h2>
      {!mayChange && <p class="notice">{say('settings.viewer')}</p>}
      <div class="field">
        <label for="name">{say('settings.name')}</label>
        <input id="name" name="name" required maxLength={200} defaultValue={account.name} disabled={!mayChange} />
      </div>
      <div class="field">
        <label for="currency">{say('settings.currency')}</label>
        <Choice id="currency" name="currency" all={currencies} chosen={account.currency} disabled={!mayChange} />
      </div>
      <div class="field">
        <label for="time-zone">{say('settings.time-zone')}</label>
        <Choice id="time-zone" name="time_zone" all={zones} chosen={account.time_zone} disabled={!mayChange} />
      </div>
      <label class="choice">
        <input
          type="checkbox"
          name="avoid"
          defaultChecked={account.avoid_protected_traits}
          disabled={!mayChange}
          aria-describedby="avoid-about"
        />
        <span>
          {say('settings.avoid')}
          <span id="avoid-about" class="small quiet">
            <br />
            {say('settings.avoid-about')}
          </span>
        </span>
      </label>
      {error && <Failure error={error} />}
      {mayChange && (
        <div class="actions">
          <button type="submit" class="button first" disabled={busy}>
            {say('settings.save')}
          </button>
          <p role="status" class="quiet">
            {saved && say('settings.saved')}
          </p>
        </div>
      )}
    </form>
  )
}

interface ChoiceProps {
  id: string
  name: string
  all: readonly string[]
  /** Also where the browser does not know it. */
  chosen: string
  disabled: boolean
}

function Choice({ id, name, all, chosen, disabled }: ChoiceProps) {
  return (
    <select id={id} name={name} disabled={disabled}>
      {(all.includes(chosen) ? all : [chosen, ...all]).map((one) => (
        <option key={one} selected={one === chosen}>
          {one}
        </option>
      ))}
    </select>
  )
}

function Everywhere({ session }: { session: Session }) {
  const { busy, error, run } = useAction()
  const out = () =>
    run(async () => {
      await request('DELETE', '/sessions')
      location.assign('/')
    })
  return (
    <section class="panel">
      <h2>{say('settings.sessions')}</h2>
      <p class="quiet">
        {session.email ? say('settings.signed-in-as', { email: session.email }) : say('settings.signed-in')}{' '}
        {say('settings.role', { role: session.role })}
      </p>
      <div class="actions">
        <button type="button" class="button" disabled={busy} onClick={() => void out()}>
          {say('settings.everywhere')}
        </button>
        <p class="small quiet">{say(session.email ? 'settings.everywhere-about' : 'settings.everywhere-account')}</p>
      </div>
      {error && <Failure error={error} />}
    </section>
  )
}
