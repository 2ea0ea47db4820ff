import { CustomerError } from '../../model/errors.ts'
import { newWriteKey, sha256 } from '../../model/ids.ts'
import type { Resource, WriteKey } from '../../model/resource.ts'
import { findIn } from '../../verbs/find.ts'
import type { ApiContext } from '../../verbs/noun.ts'
import { writing } from '../../verbs/write.ts'
import { isValid } from './valid-key.ts'

const hour = 3_600_000

/** Keys that are valid at the same time: more rotations within a week of grace are no customer's. */
const maxKeys = 20

/**
 * Gives a source one more write key, in one write with the end of those of before; gives the key, which is stored nowhere
 * but as its SHA-256.
 */
export async function giveWriteKey(
  ctx: ApiContext,
  id: string,
  graceHours: number,
): Promise<{ key: string; source: Resource<'sources'> }> {
  const key = newWriteKey()
  const source = await writing(ctx, ({ all }) => {
    const before = findIn({ type: 'sources' } as const, all, id)
    const now = ctx.now()
    const { kept, ended } = withGrace(before.write_keys ?? [], now, graceHours)
    if (kept.length >= maxKeys) {
      throw new CustomerError('CONFLICT', `the source has ${kept.length} valid write keys: rotate with grace_hours: 0`)
    }
    const made = { sha256: sha256(key), ends_with: key.slice(-4), created_at: now.toISOString() }
    const changes = { write_keys: [made, ...kept], updated_at: now.toISOString() }
    return {
      write: {
        update: [{ type: 'sources', id, changes }],
        write_keys: {
          put: [{ sha256: made.sha256, source_id: id }],
          remove: ended.map((one) => one.sha256),
        },
      },
      changed: [],
      result: { ...before, ...changes },
    }
  })
  return { key, source }
}

/** Keys of before end after the grace, unless they end sooner. Keys that have ended are forgotten. */
function withGrace(keys: WriteKey[], now: Date, graceHours: number) {
  const end = new Date(now.getTime() + graceHours * hour).toISOString()
  const cut = keys.map((one) => ({
    ...one,
    valid_until: one.valid_until && one.valid_until < end ? one.valid_until : end,
  }))
  return { kept: cut.filter((one) => isValid(one, now)), ended: cut.filter((one) => !isValid(one, now)) }
}
