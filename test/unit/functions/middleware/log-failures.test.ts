import { expect, test } from 'vitest'
import { redacted } from '../../../../functions/middleware/log-failures.ts'

test.each([
  ["Conversion Error: Could not convert string 'Miles O'Brien' to DOUBLE", 'Brien'],
  ["could not read 'D'Angelo Smith Burlington'", 'Angelo'],
  ['no such column "ann@a.example"', 'ann'],
  ['key ann@a.example is taken', 'ann'],
  ['customer 17850001 twice', '17850001'],
])('what may be a customer’s data leaves the message: %s', (message, secret) => {
  expect(redacted(message)).not.toContain(secret)
})

test('where it went wrong stays', () => {
  expect(redacted("Conversion Error: Could not convert string 'x' to DOUBLE")).toBe(
    'Conversion Error: Could not convert string … to DOUBLE',
  )
})
