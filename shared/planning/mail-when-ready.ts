import { personasReadyMail } from '../engines/mail/personas-ready.ts'
import { digestOf } from '../model/ids.ts'
import type { Resource } from '../model/resource.ts'
import { personaName } from '../nouns/persona_sets/persona-name.ts'
import type { Context } from '../ports/context.ts'
import type { Mailer } from '../ports/mail/mailer.ts'
import { getAccount } from '../ports/store/accounts.ts'
import { claimMail, getResource, updateResource } from '../ports/store/resources.ts'

/** How long a function may be between taking a mail and having sent it: then another may. */
const sendingSeconds = 30

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

/** Mails the account once for each piece of news of a persona set, however often its events come. */
export async function mailWhenReady(
  ctx: Context & { mailer: Mailer },
  event: { account_id: string; resource_id: string },
): Promise<void> {
  const where = { account_id: event.account_id, type: 'persona_sets' as const, id: event.resource_id }
  const set = await getResource(ctx.table, where.account_id, where.type, where.id)
  const news = set && newsOf(set)
  if (!set || !news || set.mailed_for === news.key) return
  const account = await getAccount(ctx.table, event.account_id)
  // Nothing of a test account leaves the house.
  if (!account || account.mode === 'test') return
  const now = ctx.now()
  const until = new Date(now.getTime() + sendingSeconds * 1000).toISOString()
  if (!(await claimMail(ctx.table, where, { key: news.key, now: now.toISOString(), until }))) return

  const { output } = set
  const failed = news.reason === 'error'
  const sentence = failed ? set.status_error : output?.weak
  await ctx.mailer.send(
    account.email,
    personasReadyMail({
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
    }),
  )
  await updateResource(ctx.table, where, { mailed_for: news.key, mailing: undefined })
}
