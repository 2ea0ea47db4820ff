import type { Row } from '../../lake/duck.ts'
import { notFound } from '../../model/errors.ts'
import { type Profile, readProfile } from '../profiles/read-profile.ts'
import { type IdentitySettings, readSettings } from '../profiles/read-settings.ts'
import { openPerson, type PersonAsk, withLake } from './context.ts'

/** A person in both halves: as events and the base have it now, and as the last build wrote it. */
export interface Found {
  id: string
  settings: IdentitySettings
  /** Undefined where the table of profiles knows nobody of this id. */
  profile: Profile | undefined
  /** The person's row of the lake; undefined of somebody whom events made since the last build. */
  row: Row | undefined
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** @throws CustomerError NOT_FOUND of an id that is nobody's; to the letter as for the id of another account's person */
export async function findPerson(ask: PersonAsk, asked: string): Promise<Found> {
  if (!uuid.test(asked)) throw notFound('person', asked.slice(0, 60))
  const { account_id } = ask.ctx
  const settings = await readSettings(ask.live.table, account_id)
  const profile = await readProfile(ask.live, account_id, settings, { person: asked })
  // A decision, or an event of today, may have given the person another id than the last build did.
  for (const id of new Set([profile?.id ?? asked, asked])) {
    const row = await rowOf(ask, id)
    if (row) return { id: profile?.id ?? asked, settings, profile, row }
  }
  if (!profile) throw notFound('person', asked)
  return { id: profile.id, settings, profile, row: undefined }
}

function rowOf(ask: PersonAsk, id: string): Promise<Row | undefined> {
  if (!ask.people) return Promise.resolve(undefined)
  return withLake(ask, async (db, scratch) => {
    await openPerson(db, ask, id, ['people'], scratch)
    const [row] = await db.rows('SELECT * FROM people')
    return row
  })
}

/** The id under which the lake has the person. */
export const lakeIdOf = ({ row }: Pick<Found, 'row'>): string | undefined => row && String(row.person_id)
