import { createHash } from 'node:crypto'
import { identifierText } from '../../engines/identity/fact.ts'
import type { Violation } from '../../engines/profiles/history.ts'
import { putAll } from '../../ports/store/batches.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'
import type { ProfilesContext } from './context.ts'

const keptSeconds = 30 * 24 * 3600

/** Keeps violations for 30 days. The same one again is the same row. */
export async function keepViolations(
  ctx: ProfilesContext,
  account: string,
  violations: readonly Violation[],
): Promise<void> {
  const expires_at = Math.floor(ctx.now().getTime() / 1000) + keptSeconds
  const rows = new Map(
    violations.map((one) => {
      const text = JSON.stringify([one.message, one.reason, identifierText(one.identifier)])
      const digest = createHash('md5').update(text).digest('base64url')
      const key = profileKeys.violation(account, `${new Date(one.time).toISOString()}#${digest}`)
      return [key.sk, { ...key, ...one, expires_at }]
    }),
  )
  await putAll(ctx.profiles, [...rows.values()])
}
