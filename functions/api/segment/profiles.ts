import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import type { Match } from '../../../shared/contract/match.ts'
import { CustomerError } from '../../../shared/model/errors.ts'
import { newId } from '../../../shared/model/ids.ts'
import { isApiKey, ownerOfKey } from '../../../shared/nouns/accounts/api-key.ts'
import { slugOf } from '../../../shared/nouns/accounts/slug.ts'
import { askGroup, readGroup } from '../../../shared/nouns/profiles/ask/accounts.ts'
import type { Ask, Query } from '../../../shared/nouns/profiles/ask/ask.ts'
import { askEvents } from '../../../shared/nouns/profiles/ask/events.ts'
import { askExplain } from '../../../shared/nouns/profiles/ask/explain.ts'
import { askExternalIds } from '../../../shared/nouns/profiles/ask/external-ids.ts'
import { askHistory } from '../../../shared/nouns/profiles/ask/history.ts'
import { askLinks } from '../../../shared/nouns/profiles/ask/links.ts'
import { askList } from '../../../shared/nouns/profiles/ask/list.ts'
import { askMetadata } from '../../../shared/nouns/profiles/ask/metadata.ts'
import { askTraits } from '../../../shared/nouns/profiles/ask/traits.ts'
import { askViolations } from '../../../shared/nouns/profiles/ask/violations.ts'
import type { ProfilesContext } from '../../../shared/nouns/profiles/context.ts'
import { deleteExternalId, rejoin, type Separation, separate } from '../../../shared/nouns/profiles/decide.ts'
import { findComponent, type Profile, profileIn } from '../../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../../shared/nouns/profiles/read-settings.ts'
import { profileNotFound, Refusal } from '../../../shared/nouns/profiles/refusal.ts'
import { spaceLimit } from '../../../shared/nouns/profiles/space-limit.ts'
import { env } from '../../../shared/ports/env.ts'
import { getAccount } from '../../../shared/ports/store/accounts.ts'
import { addSpaceRequests } from '../../../shared/ports/store/requests.ts'
import { openTable } from '../../../shared/ports/store/table.ts'
import { inputOf } from '../../middleware/http/input.ts'
import { sampledLimit } from '../../middleware/http/sampled-limit.ts'
import { framesOf, logger } from '../../middleware/log-failures.ts'
import { once } from '../../middleware/once.ts'
import type { Answer } from './middleware/answers.ts'
import { askedFor, askedIn, collectionOf, identifierIn } from './middleware/asked-for.ts'
import { keyOfHeader } from './middleware/key-of-header.ts'
import { internalError, profileAnswer, refusalOf } from './middleware/profile-answers.ts'
import { recentReads } from './middleware/recent-reads.ts'

const context: () => ProfilesContext = once(() => ({
  table: openTable(env.table),
  profiles: openTable(env.profilesTable),
  now: () => new Date(),
}))
const settings = recentReads((account) => readSettings(context().table, account), 10_000, Date.now)
/** A key that ended is refused five seconds later at the latest: a quarter of all reads would ask for nothing else. */
/** The slug of an account, which changes with its name. */
const slugs = recentReads(
  async (account) => slugOf((await getAccount(context().table, account))?.name ?? ''),
  10_000,
  Date.now,
)
const owners = recentReads((key) => ownerOfKey(context().table, key), 5_000, Date.now)

const countRequest = sampledLimit(spaceLimit, {
  // A count that can't be kept is no reason to refuse anybody.
  add: (account, window, requests) => addSpaceRequests(context().table, account, window, requests).catch(() => 0),
  now: () => Date.now(),
  random: () => Math.random(),
})

/** The Profile API in Segment's dialect: who somebody is, by any of their identifiers. */
export const handler = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
  const answer = await answerOf(event).catch((error: Error) => {
    const refused = refusalOf(error)
    if (refused) return refused
    // Neither path nor message: both may name somebody.
    const operation = event.requestContext?.routeKey
    logger.error('unexpected', { operation, failure: { name: error.name, frames: framesOf(error) } })
    return internalError
  })
  return { ...answer, headers: { ...answer.headers, 'request-id': newId() } }
}

async function answerOf(event: APIGatewayProxyEventV2): Promise<Answer> {
  const key = keyOf(event.headers.authorization)
  const match = askedFor(event.requestContext.http.method, event.rawPath)
  const space = match?.params.space ?? ''
  // The question is read while the key is looked up; its failure counts for somebody who may ask.
  const asking = match && isId(space) ? prepare(event, match, space) : undefined
  asking?.catch(() => {})
  const owner = await owners.of(key)
  await countRequest(owner.account_id)
  if (!match) throw new Refusal('not_found', `there is no operation ${event.requestContext.http.method} of this path`)
  // A space of another account is answered as one that never was.
  if (owner.account_id !== space && (await slugs.of(owner.account_id)) !== space)
    throw new Refusal('not_found', 'Space was not found.')
  if (match.operation.method !== 'GET' && owner.scope === 'profiles:read') {
    throw new CustomerError('FORBIDDEN', 'this API key has the scope profiles:read, and may decide nothing')
  }
  return profileAnswer(200, await (await (asking ?? prepare(event, match, owner.account_id)))())
}

/** The ids of accounts look so; anything else may be a slug. */
const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

/** The token is the user name of Basic authorization. Some clients send it as Bearer. */
function keyOf(header: string | undefined): string {
  const key = keyOfHeader(header) ?? /^Bearer\s+(\S+)$/i.exec(header?.trim() ?? '')?.[1]
  if (key !== undefined && isApiKey(key)) return key
  throw new CustomerError(
    'MISSING_API_KEY',
    'no access token, or none of ours: send an API key as the user name of Basic authorization, without a password',
  )
}

/** Checks a question and reads all that does not depend on who asks. @returns the rest of the work */
async function prepare(
  event: APIGatewayProxyEventV2,
  { name, operation, params }: Match,
  account: string,
): Promise<() => Promise<unknown>> {
  const { collection: given = '', profile: text = '' } = params
  const ask: Ask = { ctx: context(), account }
  const input = inputOf(event, operation, params)
  const query = input.query as never
  if (name === 'violations') return () => askViolations(ask, query)
  const collection = collectionOf(given)
  if (name === 'list') {
    if (collection === 'accounts')
      throw new Refusal('invalid_request_error', 'accounts are not listed: ask for one by its group_id')
    return async () => askList(ask, await settings.of(account), query)
  }
  if (collection === 'accounts') {
    const { kind, value } = identifierIn(text)
    if (!Object.hasOwn(askGroup, name))
      throw new Refusal('invalid_request_error', `${name} is of users, not of accounts`)
    if (kind !== 'group_id') throw new Refusal('validation_error', 'an account is named by group_id:…')
    return async () => askGroup[name as keyof typeof askGroup](ask, await readGroup(ask, value), query)
  }
  const asked = askedIn(text)
  const [found, rules] = await Promise.all([findComponent(ask.ctx, account, asked), settings.of(account)])
  const profile = found && profileIn(found, rules, asked)
  if (!profile) throw profileNotFound()
  if (operation.method === 'POST') {
    return async () => {
      try {
        return await decideOn[name as keyof typeof decideOn](ask, profile, input.body as never)
      } finally {
        settings.forget(account)
      }
    }
  }
  if (name === 'history') return async () => askHistory(ask, profile, query, rules)
  if (name === 'explain') {
    const { with: other } = query as Query<'explain'>
    return async () => askExplain(profile, found.by, identifierIn(other))
  }
  return () => askProfile[name as keyof typeof askProfile](ask, profile, query)
}

/** The questions about a person, by the last word of their path. */
const askProfile = {
  traits: askTraits,
  external_ids: async (...asked: Parameters<typeof askExternalIds>) => askExternalIds(...asked),
  events: askEvents,
  metadata: askMetadata,
  links: askLinks,
}

/** The decisions about a person. */
const decideOn = {
  separate,
  rejoin,
  delete_external_id: (ask: Ask, profile: Profile, body: { delete_external_ids: Separation['external_ids'] }) =>
    deleteExternalId(ask, profile, body.delete_external_ids),
}
