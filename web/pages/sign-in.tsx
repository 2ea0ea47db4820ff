import { useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'
import { useTitle } from '../parts/title.ts'
import { say } from '../words/say.ts'

/** Trades an API key for a session: the page forgets the key at once. */
export function SignIn({ refused, done }: { refused?: ApiError | undefined; done: () => unknown }) {
  const [error, setError] = useState(refused)
  const [busy, setBusy] = useState(false)
  useTitle(say('sign-in.do'))
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const api_key = String(new FormData(form).get('key')).trim()
    setBusy(true)
    try {
      await request('POST', '/sessions', { api_key })
      form.reset()
      done()
    } catch (failed) {
      if (failed instanceof ApiError) setError(failed)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main>
      <section class="panel sign-in">
        <h1>{say('sign-in.title')}</h1>
        <p class="quiet">{say('sign-in.how')}</p>
        {error && (
          <p role="alert" class="notice bad">
            {error.message}
          </p>
        )}
        <form onSubmit={(event) => void submit(event)} class="field">
          <label for="key">{say('sign-in.key')}</label>
          <input id="key" name="key" type="password" autoComplete="off" spellcheck={false} required />
          <p class="small quiet">{say('sign-in.begins-with')}</p>
          <div class="actions">
            <button type="submit" class="button first" disabled={busy}>
              {say('sign-in.do')}
            </button>
          </div>
        </form>
      </section>
    </main>
  )
}
