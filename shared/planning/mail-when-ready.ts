import { personasReadyMail } from '../engines/mail/personas-ready.ts'
import { digestOf } from '../model/ids.ts'
import type { Resource } from '../model/resource.ts'
import { personaName } from '../nouns/persona_sets/persona-name.ts'
import type { Context } from '../ports/context.ts'
import { type Mailer, MailRefused } from '../ports/mail/mailer.ts'
import { getAccount } from '../ports/store/accounts.ts'
import { claimMail, getResource, updateResource } from '../ports/store/resources.ts'

/** How long a function may be between taking a mail and having sent it: then another may. */
const sendingSeconds = 30

/** A mail service that fails is asked again after 1, 2, 4 … 64 minutes, 127 in all; then the mail is given up. */
const mostTries = 8
const waitAfter = (tries: number): number => 60_000 * 2 ** (tries - 1)

/**
 * The news of a persona set, as a key: the first readiness, a refit that somebody asked for (forced, or a new
 * configuration), a failure. New assignments on new data are no news: the key stays.
 */
export function newsOf(set: Resource): { key: string; reason: 'ready' | 'refit' | 'error' } | undefined {
  if (set.status === 'error') return { key: `error ${set.attempt}`, reason: 'error' }
  if (set.status !== 'ready' || !set.built_for) return undefined
  const key = `ready ${digestOf({ force: set.built_for.force, model: set.built_for.model })}`
  return { key, reason: set.mailed_for?.startsWith('ready') ? 'refit' : 'ready' }
}

/**
 * Mails the account once for each piece of news of a persona set, however often its events come. A mail that can't be sent
 * is tried again later, or given up for good, and the persona set says why (`mail_error`): gives the error's name then.
 */
export async function mailWhenReady(
  ctx: Context & { mailer: Mailer },
  event: { account_id: string; resource_id: string },
): Promise<{ failed: string; given_up: boolean } | undefined> {
  const where = { account_id: event.account_id, type: 'persona_sets' as const, id: event.resource_id }
  const set = await getResource(ctx.table, where.account_id, where.type, where.id)
  const news = set && newsOf(set)
  if (!set || !news || set.mailed_for === news.key) return undefined
  const account = await getAccount(ctx.table, event.account_id)
  // Nothing of a test account leaves the house.
  if (!account || account.mode === 'test') return undefined
  const now = ctx.now()
  const until = new Date(now.getTime() + sendingSeconds * 1000).toISOString()
  const tries = (set.mailing?.key === news.key ? (set.mailing.tries ?? 0) : 0) + 1
  if (!(await claimMail(ctx.table, where, { key: news.key, now: now.toISOString(), until, tries }))) return undefined

  const { output } = set
  const failed = news.reason === 'error'
  const sentence = failed ? set.status_error : output?.weak
  const mail = personasReadyMail({
    account_name: account.name,
    set_name: String(set.config.name),
    reason: news.reason,
    has_earlier: output !== undefined,
    personas: failed
      ? []
      : (output?.personas ?? []).map((persona) => ({
          name: personaName(set, persona),
          people: persona.individuals_count,
          share: persona.share,
          salient: persona.salient.slice(0, 3).map(({ phrase }) => phrase),
        })),
    ...(sentence && { sentence }),
  })
  try {
    await ctx.mailer.send(account.email, mail)
  } catch (error) {
    const { name } = error as Error
    const refused = error instanceof MailRefused ? error.message : undefined
    const sentence = refused ?? (tries < mostTries ? undefined : `the mail service failed ${tries} times`)
    if (sentence === undefined) {
      const until = new Date(now.getTime() + waitAfter(tries)).toISOString()
      await updateResource(ctx.table, where, { mailing: { key: news.key, until, tries } })
      return { failed: name, given_up: false }
    }
    const mail_error = `The mail about these personas was not sent: ${sentence}.`
    await updateResource(ctx.table, where, { mailed_for: news.key, mailing: undefined, mail_error })
    return { failed: name, given_up: true }
  }
  await updateResource(ctx.table, where, { mailed_for: news.key, mailing: undefined, mail_error: undefined })
  return undefined
}
