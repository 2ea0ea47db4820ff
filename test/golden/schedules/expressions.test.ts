import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nextTime } from '../../../local/scheduler/expression.ts'
import { nextRun, validateExpression } from '../../../shared/engines/schedules/next-run.ts'

const golden: { next: Record<string, string | null>; refused: string[] } = JSON.parse(
  readFileSync(new URL('./expressions.json', import.meta.url), 'utf8'),
)
const start = Date.parse('2026-01-01T00:00:00Z')

/** The next time by the product's reading, by the local cloud's; null when it never comes, undefined when it is refused. */
const product = (expression: string): string | null | undefined => {
  try {
    validateExpression(expression, 'UTC')
    return nextRun(expression, 'UTC', new Date(start))?.toISOString().slice(0, 16) ?? null
  } catch {
    return undefined
  }
}
const cloud = (expression: string): string | null | undefined => {
  try {
    const time = nextTime({ expression, timezone: 'UTC', start }, start)
    return time === undefined ? null : new Date(time).toISOString().slice(0, 16)
  } catch {
    return undefined
  }
}

describe.each([
  ['the product', product],
  ['the local cloud', cloud],
])('%s', (_, read) => {
  test.each(Object.entries(golden.next))('reads %s', (expression, next) => expect(read(expression)).toBe(next))
  test.each(golden.refused)('refuses "%s"', (expression) => expect(read(expression)).toBeUndefined())
})

/** A field of mostly fitting values: alone, as a range, with a step, in a list. */
function field(...values: string[]) {
  const word = fc.constantFrom(...values)
  return fc.oneof(
    { weight: 12, arbitrary: word },
    { weight: 2, arbitrary: fc.tuple(word, word).map(([from, to]) => `${from}-${to}`) },
    {
      weight: 2,
      arbitrary: fc.tuple(word, fc.constantFrom('0', '1', '2', '100')).map(([at, step]) => `${at}/${step}`),
    },
    { weight: 1, arbitrary: fc.tuple(word, word).map(([one, other]) => `${one},${other}`) },
  )
}
const crons = fc
  .tuple(
    field('*', '0', '5', '30', '59', '60'),
    field('*', '0', '9', '12', '23', '24'),
    field('*', '1', '15', '28', '31', 'L', '3W', '31W', 'LW', '32'),
    field('*', '1', '2', '12', 'JAN', 'FEB', 'DEC', '13'),
    field('*', '1', '2', '7', 'SUN', 'MON', 'SAT', 'L', '2L', 'FRIL', '6#3', 'MON#5', '8'),
    field('*', '*', '2026', '2028', '2030', '2025'),
    fc.nat(9),
  )
  .map(([minute, hour, day, month, weekday, year, form]) => {
    const byDay = [minute, hour, day, month, '?', year]
    const byWeekday = [minute, hour, '?', month, weekday, year]
    const fields = form < 4 ? byDay : form < 8 ? byWeekday : [minute, hour, day, month, weekday]
    return `cron(${fields.join(' ')})`
  })

test('the product and the local cloud read every expression alike', () => {
  let taken = 0
  fc.assert(
    fc.property(crons, (expression) => {
      const read = product(expression)
      expect(cloud(expression)).toBe(read)
      if (read !== undefined) taken++
    }),
    { numRuns: 3000 },
  )
  expect(taken).toBeGreaterThan(100)
})
