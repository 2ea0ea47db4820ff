import { useEffect, useState } from 'preact/hooks'
import { ApiError, request } from '../api/client.ts'

/** Trades an API key for a session: the page forgets the key at once. */
export function SignIn({ refused, done }: { refused?: ApiError | undefined; done: () => unknown }) {
  const [error, setError] = useState(refused)
  const [busy, setBusy] = useState(false)
  useEffect(() => {
    document.title = 'Sign in · Moira'
  }, [])
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
        <h1>Sign in to Moira</h1>
        <p class="quiet">
          With an API key of your account, or with a link that signs in once: the terminal prints one at the start, and
          “npm run account -- sign-in” makes another.
        </p>
        {error && (
          <p role="alert" class="notice bad">
            {error.message}
          </p>
        )}
        <form onSubmit={(event) => void submit(event)} class="field">
          <label for="key">API key</label>
          <input id="key" name="key" type="password" autoComplete="off" spellcheck={false} required />
          <p class="small quiet">It begins with live_ or test_. The page does not keep it.</p>
          <div class="actions">
            <button type="submit" class="button first" disabled={busy}>
              Sign in
            </button>
          </div>
        </form>
      </section>
    </main>
  )
}
