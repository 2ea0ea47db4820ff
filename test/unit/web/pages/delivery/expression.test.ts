import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validateExpression } from '../../../../../shared/engines/schedules/next-run.ts'
import { expressionOf, type Plan, planOf, weekdays } from '../../../../../web/pages/delivery/expression.ts'

const time = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const plan: fc.Arbitrary<Plan> = fc.oneof(
  fc.record({ kind: fc.constant('weekly' as const), day: fc.constantFrom(...weekdays), time }),
  fc.record({ kind: fc.constant('daily' as const), time }),
  fc.record({ kind: fc.constant('hours' as const), hours: fc.integer({ min: 1, max: 8760 }) }),
)

test('a plan is an expression that the scheduler takes, and comes back from it', () => {
  fc.assert(
    fc.property(plan, (given) => {
      const expression = expressionOf(given)
      expect(() => validateExpression(expression, 'Europe/Berlin', new Date())).not.toThrow()
      expect(planOf(expression)).toEqual(given)
    }),
  )
})

test.each([
  'rate(1 day)',
  'cron(0 9 1 * ? *)',
  'cron(0 9 ? * MON-FRI *)',
  'cron(0 9 ? 6 MON *)',
  'cron(*/5 * * * ? *)',
  '',
])('%s is for experts, and stays as it is', (expression) => {
  expect(planOf(expression)).toEqual({ kind: 'expert', expression })
  expect(expressionOf(planOf(expression))).toBe(expression)
})
