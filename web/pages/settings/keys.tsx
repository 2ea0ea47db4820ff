import { useState } from 'preact/hooks'
import { request } from '../../api/client.ts'
import { refresh, useAnswer } from '../../api/query.ts'
import type { ApiKey, ApiKeyWithSecret } from '../../api/types.ts'
import { useAction } from '../../parts/action.ts'
import { CopyButton } from '../../parts/copy-button.tsx'
import { Failure, Loading } from '../../parts/states.tsx'
import { Sure } from '../../parts/sure.tsx'
import { day } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

const path = '/keys'
/** Days after which a key may expire. */
const lives = [0, 30, 90, 365] as const

/** Keys by which programs speak for the account. */
export function Keys() {
  const { data: keys, error, refetch } = useAnswer<ApiKey[]>(path)
  const [made, setMade] = useState<ApiKeyWithSecret>()
  return (
    <>
      {made && <Made made={made} done={() => setMade(undefined)} />}
      <NewKey made={setMade} />
      {error && !keys && <Failure error={error} retry={refetch} />}
      {!error && !keys && <Loading what={say('settings.tab-keys')} />}
      {keys?.length === 0 && <p class="quiet">{say('settings.no-keys')}</p>}
      {keys && keys.length > 0 && <List keys={keys} />}
    </>
  )
}

/** The one time that the key itself is shown. The page keeps it until it is closed, and nowhere else. */
function Made({ made, done }: { made: ApiKeyWithSecret; done: () => void }) {
  return (
    <section class="panel" role="status">
      <h2>{say('settings.key-made', { name: made.name })}</h2>
      <p>{say('settings.key-once')}</p>
      <p class="actions">
        <code class="secret">{made.key}</code>
        <CopyButton text={made.key} />
      </p>
      <div class="actions">
        <button type="button" class="button first" onClick={done}>
          {say('settings.key-saved')}
        </button>
      </div>
    </section>
  )
}

function NewKey({ made }: { made: (key: ApiKeyWithSecret) => void }) {
  const { busy, error, run } = useAction()
  const create = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const fields = new FormData(form)
    const days = Number(fields.get('days'))
    await run(async () => {
      const key = await request<ApiKeyWithSecret>('POST', path, {
        name: String(fields.get('name')),
        scope: String(fields.get('scope')),
        ...(days > 0 && { expires_on: new Date(Date.now() + days * 86_400_000).toISOString() }),
      })
      made(key)
      form.reset()
      await refresh(path)
    })
  }
  return (
    <form class="panel" onSubmit={(event) => void create(event)}>
      <h2>{say('settings.new-key')}</h2>
      <p class="quiet">{say('settings.keys-about')}</p>
      <div class="fields">
        <div class="field">
          <label for="key-name">{say('settings.name')}</label>
          <input id="key-name" name="name" required maxLength={200} placeholder={say('settings.key-name-example')} />
        </div>
        <div class="field">
          <label for="key-scope">{say('settings.scope')}</label>
          <select id="key-scope" name="scope">
            <option value="all">{say('settings.scope-all')}</option>
            <option value="profiles:read">{say('settings.scope-profiles')}</option>
          </select>
        </div>
        <div class="field">
          <label for="key-days">{say('settings.expires')}</label>
          <select id="key-days" name="days">
            {lives.map((days) => (
              <option key={days} value={days}>
                {say('settings.expires-after', { days })}
              </option>
            ))}
          </select>
        </div>
      </div>
      {error && <Failure error={error} />}
      <div class="actions">
        <button type="submit" class="button first" disabled={busy}>
          {say('settings.create-key')}
        </button>
      </div>
    </form>
  )
}

function List({ keys }: { keys: ApiKey[] }) {
  const { error, run } = useAction()
  const revoke = (id: string) =>
    run(async () => {
      await request('DELETE', `${path}/${id}`)
      await refresh(path)
    })
  return (
    <section class="panel">
      <h2>{say('settings.tab-keys')}</h2>
      {error && <Failure error={error} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('settings.tab-keys')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('settings.name')}</th>
              <th scope="col">{say('settings.begins')}</th>
              <th scope="col">{say('settings.scope')}</th>
              <th scope="col">{say('settings.made')}</th>
              <th scope="col">{say('settings.last-used')}</th>
              <th scope="col">{say('settings.expires')}</th>
              <th scope="col">
                <span class="hidden">{say('settings.revoke')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map(({ id, name, prefix, scope, created_at, last_used_on, expires_on }) => (
              <tr key={id}>
                <td class="name">{name}</td>
                <td>
                  <code>{prefix}…</code>
                </td>
                <td>{say(scope === 'all' ? 'settings.scope-all' : 'settings.scope-profiles')}</td>
                <td>{day(created_at)}</td>
                <td>{last_used_on ? day(last_used_on) : say('settings.never')}</td>
                <td>{expires_on ? day(expires_on) : say('settings.never')}</td>
                <td>
                  <Sure
                    ask={say('settings.revoke')}
                    about={say('settings.revoke-what', { name })}
                    act={() => revoke(id)}
                  >
                    {say('settings.revoke-about')}
                  </Sure>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}
