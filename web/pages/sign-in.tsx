import { useState } from 'preact/hooks'
import { type ApiError, request } from '../api/client.ts'
import { useAction } from '../parts/action.ts'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'

/** Two ways in: a link by mail, and an API key, which is traded for a session and forgotten at once. */
export function SignIn({ refused, done }: { refused?: ApiError | undefined; done: () => unknown }) {
  useTitle(say('sign-in.do'))
  return (
    <main>
      <section class="panel sign-in">
        <h1>{say('sign-in.title')}</h1>
        {refused && <Refused error={refused} />}
        <ByMail />
        <hr />
        <ByKey done={done} />
      </section>
    </main>
  )
}

function ByMail() {
  const { busy, error, run } = useAction()
  const [sent, setSent] = useState(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const email = String(new FormData(event.currentTarget as HTMLFormElement).get('email'))
    setSent(await run(() => request('POST', '/sessions/links', { email })))
  }
  return (
    <form onSubmit={(event) => void submit(event)} class="field">
      <label for="email">{say('sign-in.email')}</label>
      <input id="email" name="email" type="email" autoComplete="email" required maxLength={254} />
      <div class="actions">
        <button type="submit" class="button first" disabled={busy}>
          {say('sign-in.send')}
        </button>
      </div>
      <p role="status" class="small quiet">
        {sent ? say('sign-in.sent') : say('sign-in.email-about')}
      </p>
      {error && <Refused error={error} />}
    </form>
  )
}

function ByKey({ done }: { done: () => unknown }) {
  const { busy, error, run } = useAction()
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const api_key = String(new FormData(form).get('key')).trim()
    const opened = await run(() => request('POST', '/sessions', { api_key }))
    if (!opened) return
    form.reset()
    done()
  }
  return (
    <form onSubmit={(event) => void submit(event)} class="field">
      <label for="key">{say('sign-in.key')}</label>
      <input id="key" name="key" type="password" autoComplete="off" spellcheck={false} required />
      <p class="small quiet">{say('sign-in.begins-with')}</p>
      {error && <Refused error={error} />}
      <div class="actions">
        <button type="submit" class="button" disabled={busy}>
          {say('sign-in.do')}
        </button>
      </div>
    </form>
  )
}

const Refused = ({ error }: { error: ApiError }) => (
  <p role="alert" class="notice bad">
    {error.message}
  </p>
)
