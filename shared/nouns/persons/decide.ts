import { personIdOf } from '../../engines/profiles/segment-id.ts'
import { CustomerError, type ErrorCode } from '../../model/errors.ts'
import { rejoin, separate, wouldSeparate } from '../profiles/decide.ts'
import { Refusal } from '../profiles/refusal.ts'
import type { PersonAsk } from './context.ts'
import type { Separation } from './contract.ts'
import { findPerson } from './find-person.ts'
import { shownIdentifiers } from './search.ts'

/** Parts identifiers of a person, or takes that back: the decisions of the Profile API, in the dialect of this API. */
export async function decideOn(ask: PersonAsk, id: string, what: 'separate' | 'rejoin', body: Separation) {
  const { profile } = await findPerson(ask, id)
  if (!profile) {
    const message = 'the records of this account are too many to separate here: create a source, and its people can be'
    throw new CustomerError('FORBIDDEN', message)
  }
  const asking = { ctx: ask.live, account: ask.ctx.account_id }
  const { preview, ...separation } = body
  const decide = what === 'rejoin' ? rejoin : preview ? wouldSeparate : separate
  try {
    const { data } = await decide(asking, profile, separation)
    return {
      people: data.map(({ segment_id, external_ids }) => ({
        id: personIdOf(segment_id)!,
        identifiers: shownIdentifiers(external_ids.map(({ type, id: value }) => ({ kind: type, value }))),
      })),
    }
  } catch (error) {
    if (error instanceof Refusal) throw new CustomerError(codeOf(error), error.message)
    throw error
  }
}

const codeOf = ({ code }: Refusal): ErrorCode =>
  code === 'eid_not_found' || code === 'not_found'
    ? 'NOT_FOUND'
    : code === 'forbidden'
      ? 'FORBIDDEN'
      : 'VALIDATION_FAILED'
