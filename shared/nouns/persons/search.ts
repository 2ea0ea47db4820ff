import { type Identifier, identifierText } from '../../engines/identity/fact.ts'
import { canonicalPersonName, canonicalPostcode } from '../../engines/identity/normalize.ts'
import { normalizeIdentifier } from '../../engines/identity/normalize-identifier.ts'
import { canonicalPersonNameSql, canonicalPostcodeSql } from '../../engines/identity/normalize-sql.ts'
import { slowPaths } from '../../engines/identity/slow-paths.ts'
import { personIdOf } from '../../engines/profiles/segment-id.ts'
import { quoteText } from '../../engines/sql/quote.ts'
import { externalId } from '../../lake/columns.ts'
import type { Duck, Row } from '../../lake/duck.ts'
import { lakeKind } from '../../lake/events/lake-kind.ts'
import { openPeopleShard } from '../../lake/people-shard.ts'
import { isCustomerError } from '../../model/errors.ts'
import { ofType } from '../../model/resource.ts'
import { refuse } from '../../verbs/refuse.ts'
import { findComponents } from '../profiles/find-components.ts'
import { baseOf } from '../profiles/read-base.ts'
import { type Profile, profileIn } from '../profiles/read-profile.ts'
import { readSettings } from '../profiles/read-settings.ts'
import { type PersonAsk, shardOfPerson, withLake } from './context.ts'
import type { PeopleSearch } from './contract.ts'
import { findPerson } from './find-person.ts'
import { nameOf, placeOf } from './names.ts'

/** No list to browse: somebody who is sought is among these, or is sought more exactly. */
const mostFound = 25
const mostIdentifiers = 5

/** Somebody who was found, as far as is known so far. */
interface Hit {
  id: string
  profile?: Profile
  identifiers: readonly Identifier[]
}

/** People by an identifier or by name and postcode, exactly, once both are in their canonical form. */
export async function searchPeople(ask: PersonAsk, sought: PeopleSearch) {
  const by = waysOf(sought)
  const hits = by === 'name' ? await hitsOfName(ask, sought) : await hitsOf(ask, sought, by)
  return { people: await shownHits(ask, hits.slice(0, mostFound)) }
}

/** The one way in which somebody is sought. The refusals repeat no value: it may be a person's. */
function waysOf({ email, phone, country, id, first_name, last_name, postcode }: PeopleSearch) {
  const isName = Boolean(first_name || last_name || postcode)
  const ways = [email && 'email', phone && 'phone', id && 'id', isName && 'name'].filter((one) => one) as (
    | 'email'
    | 'phone'
    | 'id'
    | 'name'
  )[]
  if (ways.length !== 1) {
    const what = ways.length ? `it has ${ways.join(' and ')}` : 'it has none of these'
    refuse('', `the body must have one of email, phone, id, or a last_name with a postcode: ${what}`)
  }
  if (country && !phone) refuse('country', 'country is of a phone: the body has none')
  if (isName && !(last_name && postcode)) {
    const missing = last_name ? 'postcode' : 'last_name'
    refuse(missing, `${missing} is missing: by name people are found with a last_name and a postcode`)
  }
  return ways[0]!
}

async function hitsOf(ask: PersonAsk, sought: PeopleSearch, by: 'email' | 'phone' | 'id'): Promise<Hit[]> {
  const own = sought.id && (personIdOf(sought.id) ?? sought.id.toLowerCase())
  const hits = own ? await hitsOfId(ask, own) : []
  const candidates = candidatesOf(ask, sought, by)
  if (candidates.length === 0 && by !== 'id') {
    refuse(by, `${by} is none that identifies somebody: it is empty, incomplete or one that nobody has for themselves`)
  }
  const { account_id } = ask.ctx
  const settings = await readSettings(ask.live.table, account_id)
  const found = await findComponents(ask.live, account_id, candidates)
  for (const [i, component] of found.entries()) {
    const profile = component && profileIn(component, settings, candidates[i]!)
    if (profile) hits.push({ id: profile.id, profile, identifiers: profile.identifiers })
  }
  // Files that are in the base were looked through by now.
  if (!(await baseOf(ask.live.profiles, account_id, ask.ctx.now()))) hits.push(...(await hitsInLake(ask, candidates)))
  return [...new Map(hits.map((hit) => [hit.id, hit])).values()]
}

async function hitsOfId(ask: PersonAsk, id: string): Promise<Hit[]> {
  try {
    const { id: now, profile } = await findPerson(ask, id)
    return [{ id: now, ...(profile && { profile }), identifiers: profile?.identifiers ?? [] }]
  } catch (error) {
    if (isCustomerError(error) && error.code === 'NOT_FOUND') return []
    throw error
  }
}

/** The identifiers that are meant: an id may be of any kind that the account has, a phone of any of its countries. */
function candidatesOf({ all }: PersonAsk, sought: PeopleSearch, by: 'email' | 'phone' | 'id'): Identifier[] {
  const given = sought[by]!
  const candidates =
    by === 'id'
      ? ownKindsOf(all).map((kind) => ({ kind, value: normalizeIdentifier(kind, given) }))
      : by === 'phone'
        ? countriesOf(all, sought).map((country) => ({
            kind: 'phone',
            value: normalizeIdentifier('phone', given, country),
          }))
        : [{ kind: 'email', value: normalizeIdentifier('email', given) }]
  const known = candidates.filter((one): one is Identifier => one.value !== null)
  return [...new Map(known.map((one) => [identifierText(one), one])).values()]
}

function ownKindsOf(all: PersonAsk['all']): string[] {
  const written = ofType(all, 'datasets').flatMap(({ config }) =>
    Object.values(config.identity_sets).flatMap(({ external_ids = {} }) => Object.keys(external_ids)),
  )
  const promoted = ofType(all, 'sources').flatMap(({ config }) => config.identifiers.map(({ kind }) => kind))
  const kinds = new Set(['user_id', 'anonymous_id', ...written, ...promoted])
  return [...kinds].filter((kind) => !['email', 'email_hash', 'phone'].includes(kind))
}

const countriesOf = (all: PersonAsk['all'], { country }: PeopleSearch): (string | undefined)[] =>
  country
    ? [country]
    : [undefined, ...new Set(ofType(all, 'datasets').flatMap(({ config }) => config.options.country ?? []))]

/** Those whom identifiers find in the last build: of an account that is too large for a base all shards are read. */
function hitsInLake(ask: PersonAsk, candidates: readonly Identifier[]): Promise<Hit[]> {
  if (candidates.length === 0) return Promise.resolve([])
  const pairs = candidates.map(({ kind, value }) => `(${quoteText(lakeKind(kind))}, ${quoteText(value)})`)
  return inEveryShard(ask, 'identifiers', (db) =>
    db.rows(`SELECT DISTINCT person_id::VARCHAR AS id FROM identifiers WHERE (kind, "value") IN (${pairs.join(', ')})`),
  )
}

async function hitsOfName(ask: PersonAsk, { first_name, last_name, postcode }: PeopleSearch): Promise<Hit[]> {
  const [first, last] = [canonicalPersonName(first_name), canonicalPersonName(last_name)]
  const zip = canonicalPostcode(postcode)
  if (!last || !zip) refuse('last_name', 'last_name and postcode must be a name and a postcode')
  return inEveryShard(ask, 'people', async (db) => {
    const columns = new Set((await db.rows<{ column_name: string }>('DESCRIBE people')).map((one) => one.column_name))
    if (!['last_name', 'postcode', ...(first ? ['first_name'] : [])].every((name) => columns.has(name))) return []
    db.define(slowPaths)
    const state = columns.has('state') ? 'state' : undefined
    const conditions = [
      `${canonicalPersonNameSql('last_name')} = ${quoteText(last)}`,
      `${canonicalPostcodeSql('postcode', state)} = ${quoteText(zip)}`,
      ...(first ? [`${canonicalPersonNameSql('first_name')} = ${quoteText(first)}`] : []),
    ]
    return db.rows(`SELECT person_id::VARCHAR AS id FROM people WHERE ${conditions.join(' AND ')} LIMIT ${mostFound}`)
  })
}

/** Looks through the last build, a shard after the other, until enough are found. */
async function inEveryShard(
  ask: PersonAsk,
  part: 'people' | 'identifiers',
  look: (db: Duck) => Promise<{ id: string }[]>,
): Promise<Hit[]> {
  const { people, ctx } = ask
  const hits: Hit[] = []
  for (let shard = 0; people && shard < people.shards && hits.length < mostFound; shard++) {
    const found = await withLake(ask, async (db, scratch) => {
      await openPeopleShard(db, ctx.lake, people, shard, [part], scratch)
      return look(db)
    })
    hits.push(...found.map(({ id }) => ({ id, identifiers: [] })))
  }
  return hits
}

async function shownHits(ask: PersonAsk, hits: readonly Hit[]) {
  const rows = new Map<string, Row>()
  const identifiers = new Map<string, Identifier[]>()
  const { people, ctx } = ask
  const shards = people && Map.groupBy(hits, ({ id }) => shardOfPerson(id, people.shards))
  for (const [shard, own] of shards ?? []) {
    await withLake(ask, async (db, scratch) => {
      await openPeopleShard(db, ctx.lake, people!, shard, ['people', 'identifiers'], scratch)
      const ids = own.map(({ id }) => `UUID ${quoteText(id)}`).join(', ')
      for (const row of await db.rows(`SELECT * FROM people WHERE person_id IN (${ids})`))
        rows.set(String(row.person_id), row)
      const said = await db.rows<{ id: string; kind: string; value: string }>(
        `SELECT person_id::VARCHAR AS id, kind, "value" FROM identifiers WHERE person_id IN (${ids}) ORDER BY ALL`,
      )
      for (const { id, kind, value } of said)
        identifiers.set(id, [...(identifiers.get(id) ?? []), { kind: externalId.nameOf(kind) ?? kind, value }])
    })
  }
  return hits.map(({ id, profile, identifiers: own }) => ({
    id,
    name: nameOf(rows.get(id), profile),
    place: placeOf(rows.get(id)),
    identifiers: shownIdentifiers(own.length ? own : (identifiers.get(id) ?? [])).slice(0, mostIdentifiers),
  }))
}

/** E-mails first: people know each other by these. */
const order = ['email', 'phone', 'user_id']
const rank = ({ kind }: Identifier) => (order.includes(kind) ? order.indexOf(kind) : order.length)

/** Identifiers as they are shown; one of name and address is left out: no reader would know it again. */
export const shownIdentifiers = (all: readonly Identifier[]) =>
  everyIdentifier(all).filter(({ type }) => type !== 'name_address')

/** With that of name and address, where records are explained. */
export const everyIdentifier = (all: readonly Identifier[]) =>
  [...all].sort((one, other) => rank(one) - rank(other)).map(({ kind, value }) => ({ type: kind, id: value }))
