import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepEvents } from '../../../shared/nouns/profiles/keep-events.ts'
import { readProfile } from '../../../shared/nouns/profiles/read-profile.ts'
import { readSettings } from '../../../shared/nouns/profiles/read-settings.ts'
import { readTraits } from '../../../shared/nouns/profiles/read-traits.ts'
import { startProfiles } from '../../support/profiles.ts'

let live: Awaited<ReturnType<typeof startProfiles>>
beforeAll(async () => {
  live = await startProfiles()
})
afterAll(() => live.stop())

/** As deep as the intake lets traits be. */
const deep = Array.from({ length: 28 }).reduce((inner) => ({ inner }), 1)

const odd = fc.constantFrom<unknown>(
  1e300,
  -1e300,
  5e-324,
  1.7976931348623157e308,
  -0,
  '',
  {},
  [],
  { '': 1 },
  deep,
  'é\ud83d\ude00',
)
const traits = fc.dictionary(
  fc.oneof(fc.string(), fc.constantFrom('', ' ', 'a.b', '$x', 'constructor', 'toString', '#n', ':n')),
  fc.oneof(odd, fc.jsonValue({ maxDepth: 4 })),
  { maxKeys: 6 },
)
/** As JSON has it: −0 is 0. The intake refuses U+0000 and "__proto__". */
const isTaken = (value: unknown) => !/\\u0000|__proto__/.test(JSON.stringify(value))

test('whatever JSON a client says of a person can be kept, and is read as it was said', async () => {
  const { ctx } = live
  await fc.assert(
    fc.asyncProperty(traits.filter(isTaken), async (said) => {
      const account = await live.account()
      const identify = { type: 'identify', userId: 'u1', messageId: 'm1', traits: JSON.parse(JSON.stringify(said)) }
      const group = { type: 'group', userId: 'u1', groupId: 'g1', messageId: 'm2', traits: identify.traits }
      const timestamp = '2026-03-20T10:00:00.000Z'
      await keepEvents(ctx, account.account_id, [
        account.message([identify, group].map((one) => ({ ...one, timestamp }))),
      ])
      const settings = await readSettings(ctx.table, account.account_id)
      const profile = (await readProfile(ctx, account.account_id, settings, { kind: 'user_id', value: 'u1' }))!
      const found = await readTraits(ctx, account.account_id, profile)
      const expected = Object.entries(identify.traits).filter(([, value]) => value !== null)
      expect(new Map([...found].map(([name, { value }]) => [name, value]))).toEqual(new Map(expected))
    }),
    { numRuns: 60 },
  )
})
