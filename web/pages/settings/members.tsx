import { useState } from 'preact/hooks'
import { request } from '../../api/client.ts'
import { refresh, useAnswer } from '../../api/query.ts'
import type { Member, Session } from '../../api/types.ts'
import { useAction } from '../../parts/action.ts'
import { Failure, Loading } from '../../parts/states.tsx'
import { Sure } from '../../parts/sure.tsx'
import { ago } from '../../words/figures.ts'
import { say } from '../../words/say.ts'

const path = '/members'
const roles = ['viewer', 'editor', 'owner'] as const

/** People who sign in to the account. */
export function Members({ session }: { session: Session }) {
  const { data: members, error, refetch } = useAnswer<Member[]>(path)
  return (
    <>
      <Invite />
      {error && !members && <Failure error={error} retry={refetch} />}
      {!error && !members && <Loading what={say('settings.tab-members')} />}
      {members && <List members={members} self={session.email} />}
    </>
  )
}

function Invite() {
  const { busy, error, run } = useAction()
  const [invited, setInvited] = useState<Member>()
  const invite = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const fields = new FormData(form)
    setInvited(undefined)
    await run(async () => {
      const member = { email: String(fields.get('email')), role: String(fields.get('role')) }
      setInvited(await request<Member>('POST', path, member))
      form.reset()
      await refresh(path)
    })
  }
  return (
    <form class="panel" onSubmit={(event) => void invite(event)}>
      <h2>{say('settings.invite')}</h2>
      <p class="quiet">{say('settings.invite-about')}</p>
      <div class="fields">
        <div class="field">
          <label for="email">{say('settings.email')}</label>
          <input id="email" name="email" type="email" required maxLength={254} autoComplete="off" />
        </div>
        <div class="field">
          <label for="role">{say('settings.role-label')}</label>
          <select id="role" name="role">
            {roles.map((role) => (
              <option key={role} value={role}>
                {say('settings.role-may', { role })}
              </option>
            ))}
          </select>
        </div>
      </div>
      {error && <Failure error={error} />}
      <div class="actions">
        <button type="submit" class="button first" disabled={busy}>
          {say('settings.send-invitation')}
        </button>
        <p role="status" class="quiet">
          {invited && (invited.mail_error ?? say('settings.invited', { email: invited.email }))}
        </p>
      </div>
    </form>
  )
}

function List({ members, self }: { members: Member[]; self: string | undefined }) {
  const { busy, error, run } = useAction()
  const change = (id: string, role: string) =>
    run(async () => {
      await request('PATCH', `${path}/${id}`, { role })
      await refresh(path)
      await refresh('/sessions')
    })
  const remove = (id: string) =>
    run(async () => {
      await request('DELETE', `${path}/${id}`)
      await refresh(path)
    })
  return (
    <section class="panel">
      <h2>{say('settings.tab-members')}</h2>
      {error && <Failure error={error} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say('settings.tab-members')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{say('settings.email')}</th>
              <th scope="col">{say('settings.role-label')}</th>
              <th scope="col">{say('settings.last-signed-in')}</th>
              <th scope="col">
                <span class="hidden">{say('settings.remove')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map(({ id, email, role, last_signed_in_at }) => (
              <tr key={id}>
                <td class="name">
                  {email} {email === self && <span class="quiet">{say('settings.you')}</span>}
                </td>
                <td>
                  <select
                    aria-label={say('settings.role-of', { email })}
                    disabled={busy}
                    value={role}
                    onChange={(event) => void change(id, event.currentTarget.value)}
                  >
                    {roles.map((one) => (
                      <option key={one} value={one}>
                        {say('settings.role-name', { role: one })}
                      </option>
                    ))}
                  </select>
                </td>
                <td>{last_signed_in_at ? ago(last_signed_in_at) : say('settings.not-yet')}</td>
                <td>
                  <Sure
                    ask={say('settings.remove')}
                    about={say('settings.remove-what', { email })}
                    act={() => remove(id)}
                  >
                    {say('settings.remove-about')}
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
