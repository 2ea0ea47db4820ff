import { mailedChange, namesKey } from '../engines/mail/news.ts'
import { type Mail, type MailPersona, personasReadyMail } from '../engines/mail/personas-ready.ts'
import type { Resource } from '../model/resource.ts'
import { nouns } from '../nouns/nouns.ts'
import { personaName } from '../nouns/persona_sets/persona-name.ts'
import { standingsOf } from '../planner/staleness.ts'
import type { Bucket } from '../ports/aws/objects.ts'
import type { Context } from '../ports/context.ts'
import { type Mailer, MailRefused, MailUnsent } from '../ports/mail/mailer.ts'
import { type Account, getAccount } from '../ports/store/accounts.ts'
import { claimMail, endMailing, markSending } from '../ports/store/mailing.ts'
import { listResources } from '../ports/store/resources.ts'
import { accountState } from '../verbs/account-state.ts'

/** How long a function may be between taking a mail and beginning to send it: then another may. */
const preparingSeconds = 30

/** A mail service that fails is asked again after 1, 2, 4 … 64 minutes, 127 in all; then the mail is given up. */
const mostTries = 8
const waitAfter = (tries: number): number => 60_000 * 2 ** (tries - 1)

/** Of personas that are younger and stale, a further build is waited for: its event, or the sweeper, says the news again. */
const settledAfterMs = 60_000

export interface MailContext extends Context {
  mailer: Mailer
  /** Where the dashboard is, without a slash at the end. */
  dashboardUrl: string
  /** Portraits; and listed, as the uploads are. */
  lake: Pick<Bucket, 'getText' | 'firstBehind'>
  /** Listed, to see whether the personas are about to be built anew. */
  uploads: Pick<Bucket, 'list'>
}

type PersonaSet = Resource<'persona_sets'>
interface News {
  key: string
  /** The key to remember once the mail went, and once it was given up: then a forced build asks for it again. */
  sent: string
  given_up: string
  reason: 'ready' | 'changed' | 'again' | 'error'
}

/**
 * The news of a persona set, as a key: that it has personas, by number and automatic names, or that its build failed. New
 * assignments, another configuration or a forced build that gives the same names are no news, and neither is a name that a
 * person gave.
 */
export function newsOf(set: Resource): News | undefined {
  if (set.status === 'error') {
    const key = `error ${set.attempt}`
    return { key, sent: key, given_up: key, reason: 'error' }
  }
  if (set.type !== 'persona_sets' || set.status !== 'ready' || !set.output) return undefined
  const { mailed_personas: mailed, persona_names = {}, built_for, mail_error } = set
  const names = namesKey(set.output.personas, mailed ?? [], persona_names)
  const sent = `ready ${names}`
  const given_up = `${sent} ${built_for?.force ?? ''}`
  const keys = { key: mail_error ? given_up : sent, sent, given_up }
  if (!mailed) return { ...keys, reason: 'ready' }
  if (names !== namesKey(mailed, mailed, {})) return { ...keys, reason: 'changed' }
  return set.mailed_for?.startsWith('error') ? { ...keys, reason: 'again' } : undefined
}

/**
 * Mails the account at most once for each piece of news of a persona set, however often its events come. A mail that was
 * surely not sent is tried again later, or given up for good, and the persona set says why (`mail_error`). One that may have
 * been sent counts as sent. Gives the error's name then.
 */
export async function mailWhenReady(
  ctx: MailContext,
  event: { account_id: string; resource_id: string },
): Promise<{ failed: string; given_up: boolean; perhaps_sent?: true } | undefined> {
  const { account_id, resource_id: id } = event
  const resources = await listResources(ctx.table, account_id)
  const set = resources.find((one) => one.type === 'persona_sets' && one.id === id) as PersonaSet | undefined
  const found = set && newsOf(set)
  if (!set || !found || set.mailed_for === found.key) return undefined
  const account = await getAccount(ctx.table, account_id)
  // Nothing of a test account leaves the house.
  if (!account || account.mode === 'test') return undefined
  if (found.reason !== 'error' && (await isSuperseded(ctx, resources, set))) return undefined

  const now = ctx.now()
  const news = { account_id, type: set.type, id, key: found.key }
  const personas = found.reason === 'error' ? undefined : set.output?.personas.map(({ id, name }) => ({ id, name }))
  const mailed = { mailed_for: found.sent, mailing: undefined, ...(personas && { mailed_personas: personas }) }
  const { mailing } = set
  if (mailing?.key === news.key && mailing.sending && mailing.until < now.toISOString()) {
    // The function that sent it was killed before saying so: the mail most likely went, and goes no second time.
    await endMailing(ctx.table, news, mailed)
    return undefined
  }
  const until = new Date(now.getTime() + preparingSeconds * 1000).toISOString()
  const tries = (mailing?.key === found.key ? (mailing.tries ?? 0) : 0) + 1
  if (!(await claimMail(ctx.table, { ...news, now: now.toISOString(), until, tries }))) return undefined
  const mail = await mailOf(ctx, account, set, found.reason)
  // From here on the mail is never sent a second time, also when this function is killed before it can say that it was.
  if (!(await markSending(ctx.table, { ...news, until }))) return undefined
  try {
    await ctx.mailer.send(account.email, mail)
  } catch (error) {
    const { name } = error as Error
    if (!(error instanceof MailRefused || error instanceof MailUnsent)) {
      // The answer is lost, not necessarily the mail: a second one would be worse than none.
      await endMailing(ctx.table, news, { ...mailed, mail_error: undefined })
      return { failed: name, given_up: false, perhaps_sent: true }
    }
    const refused = error instanceof MailRefused ? error.message : undefined
    const sentence = refused ?? (tries < mostTries ? undefined : `the mail service failed ${tries} times`)
    if (sentence === undefined) {
      const until = new Date(now.getTime() + waitAfter(tries)).toISOString()
      await endMailing(ctx.table, news, { mailing: { key: news.key, until, tries } })
      return { failed: error.cause instanceof Error ? error.cause.name : name, given_up: false }
    }
    const mail_error = `The mail about these personas was not sent: ${sentence}.`
    await endMailing(ctx.table, news, { mailed_for: found.given_up, mailing: undefined, mail_error })
    return { failed: name, given_up: true }
  }
  await endMailing(ctx.table, news, { ...mailed, mail_error: undefined })
  return undefined
}

/** Whether personas that were just made are about to be made anew: one mail will do for both. */
async function isSuperseded(ctx: MailContext, resources: Resource[], set: PersonaSet): Promise<boolean> {
  const now = ctx.now()
  if (now.getTime() - Date.parse(set.last_updated_output_at ?? '') > settledAfterMs) return false
  const state = await accountState(ctx, set.account_id, resources)
  return standingsOf(nouns, state, now.toISOString())(set)?.stale ?? false
}

async function mailOf(ctx: MailContext, account: Account, set: PersonaSet, reason: News['reason']): Promise<Mail> {
  const { output, mailed_personas, persona_names = {} } = set
  const failed = reason === 'error'
  const sentence = failed ? set.status_error : output?.weak
  return personasReadyMail({
    account_name: account.name,
    set_name: String(set.config.name),
    reason,
    build: set.attempt,
    has_earlier: output !== undefined,
    personas: failed ? [] : await mailPersonas(ctx, set),
    ...(reason === 'changed' &&
      output &&
      mailed_personas && { change: mailedChange(mailed_personas, output.personas, persona_names) }),
    link: `${ctx.dashboardUrl}/persona-sets/${set.id}`,
    ...(sentence && { sentence }),
    ...(!failed && output?.data_up_to && { data_up_to: output.data_up_to }),
  })
}

async function mailPersonas(ctx: MailContext, set: PersonaSet): Promise<MailPersona[]> {
  const { personas = [], analysis_keys } = set.output ?? {}
  const key = analysis_keys?.portrait_pngs
  const text = key && (await ctx.lake.getText(key))
  const portraits: Record<string, string> = text ? JSON.parse(text) : {}
  return personas.map((persona) => {
    const { id, individuals_count, share, color_slot, salient } = persona
    const portrait = portraits[id]
    return {
      name: personaName(set, persona),
      people: individuals_count,
      share,
      color_slot,
      facts: salient.slice(0, 3).map(({ phrase }) => phrase),
      ...(portrait && { portrait }),
    }
  })
}
