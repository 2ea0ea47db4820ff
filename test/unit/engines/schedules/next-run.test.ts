import { describe, expect, it } from 'vitest'
import { nextRun, validateExpression } from '../../../../shared/engines/schedules/next-run.ts'

/** The next `count` runs after a moment. */
function runs(expression: string, zone: string, after: string, count = 1): (string | undefined)[] {
  const found: (string | undefined)[] = []
  let at: Date | null = new Date(after)
  while (found.length < count && at) {
    at = nextRun(expression, zone, at)
    found.push(at?.toISOString())
  }
  return found
}

describe('rate', () => {
  const anchor = new Date('2026-01-01T10:07:30Z')
  const next = (rate: string, after: string) => nextRun(rate, 'Europe/Berlin', new Date(after), anchor)?.toISOString()

  it('counts from the anchor, in exact minutes, hours and days', () => {
    expect(next('rate(15 minutes)', '2026-01-01T10:30:00Z')).toBe('2026-01-01T10:37:30.000Z')
    expect(next('rate(1 hour)', '2026-01-01T11:07:30Z')).toBe('2026-01-01T12:07:30.000Z')
    expect(next('rate(1 minute)', '2026-01-01T10:07:30Z')).toBe('2026-01-01T10:08:30.000Z')
    expect(next('rate(5 days)', '2025-12-01T00:00:00Z')).toBe('2026-01-01T10:07:30.000Z')
  })

  it('a day is 24 hours, also when the clocks change on 29 March', () => {
    expect(next('rate(1 day)', '2026-03-29T00:00:00Z')).toBe('2026-03-29T10:07:30.000Z')
  })
})

describe('cron', () => {
  const examples: [expression: string, after: string, expected: string][] = [
    ['cron(15 10 ? * 6L 2026-2027)', '2026-01-01', '2026-01-30T10:15'], // last Friday
    ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:00', '2026-01-05T18:00'],
    ['cron(0 8 1 * ? *)', '2026-01-01T08:00', '2026-02-01T08:00'],
    ['cron(1/10 * * * ? *)', '2026-01-01T00:31', '2026-01-01T00:41'],
    ['cron(1/10 * * * ? *)', '2026-01-01T00:51', '2026-01-01T01:01'],
    ['cron(10-40/15 * * * ? *)', '2026-01-01T00:26', '2026-01-01T00:40'],
    ['cron(0 12 L * ? *)', '2028-02-01', '2028-02-29T12:00'],
    ['cron(0 0 3W * ? *)', '2026-05-01', '2026-05-04T00:00'], // the 3rd is a Sunday
    ['cron(0 0 1W * ? *)', '2026-08-01', '2026-08-03T00:00'], // Saturday the 1st: not back into July
    ['cron(0 0 31W * ? *)', '2026-05-02', '2026-05-29T00:00'], // Sunday the 31st: not on into June
    ['cron(0 0 31W * ? *)', '2026-02-01', '2026-03-31T00:00'], // February has none
    ['cron(0 0 ? * 3#2 *)', '2026-01-01', '2026-01-13T00:00'], // second Tuesday
    ['cron(0 0 ? * TUE#5 *)', '2026-01-01', '2026-03-31T00:00'],
    ['cron(0 0 ? * L *)', '2026-01-01', '2026-01-03T00:00'], // the last day of the week: Saturday
    ['cron(0 0 29 2 ? *)', '2026-03-01', '2028-02-29T00:00'],
    ['cron(0 0 ? jan,jul sun *)', '2026-02-01', '2026-07-05T00:00'],
  ]
  it.each(examples)('%s after %s is %s', (expression, after, expected) => {
    expect(runs(expression, 'UTC', `${after.padEnd(16, 'T00:00')}:00Z`)).toEqual([`${expected}:00.000Z`])
  })

  it('skips the time that the clocks skip in spring', () => {
    expect(runs('cron(30 2 * * ? *)', 'America/Los_Angeles', '2026-03-07T00:00:00Z', 3)).toEqual([
      '2026-03-07T10:30:00.000Z',
      '2026-03-09T09:30:00.000Z',
      '2026-03-10T09:30:00.000Z',
    ])
  })

  it('fires once, before the shift, at the time that the clocks show twice in autumn', () => {
    expect(runs('cron(30 1 * * ? *)', 'America/Los_Angeles', '2026-11-01T00:00:00Z', 2)).toEqual([
      '2026-11-01T08:30:00.000Z',
      '2026-11-02T09:30:00.000Z',
    ])
    // Inside the repeated hour nothing fires until the clocks show a new time.
    expect(runs('cron(0/20 * * * ? *)', 'America/Los_Angeles', '2026-11-01T08:40:00Z')).toEqual([
      '2026-11-01T10:00:00.000Z',
    ])
  })

  it('knows zones of half and quarter hours, and the day that Samoa left out', () => {
    expect(runs('cron(0 9 * * ? *)', 'Asia/Kathmandu', '2026-01-01T00:00:00Z')).toEqual(['2026-01-01T03:15:00.000Z'])
    expect(runs('cron(0 9 30 12 ? *)', 'Pacific/Apia', '2011-12-01T00:00:00Z')).toEqual(['2012-12-29T19:00:00.000Z'])
  })

  it('ends with its years', () => {
    expect(nextRun('cron(0 0 1 1 ? 2025)', 'UTC', new Date('2026-01-01T00:00:00Z'))).toBeNull()
  })
})

describe('validateExpression', () => {
  const refused: [string, string, string][] = [
    ['every day', 'UTC', '"every day" is not a schedule: write "rate(1 day)" or "cron(0 9 ? * MON *)"'],
    [
      'rate(0 days)',
      'UTC',
      '"rate(0 days)" is not a schedule: rate takes a whole number and minutes, hours or days, such as "rate(1 day)" or "rate(2 days)"',
    ],
    [
      'rate(1 week)',
      'UTC',
      '"rate(1 week)" is not a schedule: rate takes a whole number and minutes, hours or days, such as "rate(1 day)" or "rate(2 days)"',
    ],
    [
      'cron(0 9 ? * MON)',
      'UTC',
      '"cron(0 9 ? * MON)" is not a schedule: cron takes six fields (minutes hours day-of-month month day-of-week year), here are 5; for every year write "cron(0 9 ? * MON *)"',
    ],
    [
      'cron(0 9 * *)',
      'UTC',
      '"cron(0 9 * *)" is not a schedule: cron takes six fields (minutes hours day-of-month month day-of-week year), here are 4',
    ],
    [
      'cron(0 9 * * * *)',
      'UTC',
      '"cron(0 9 * * * *)" is not a schedule: exactly one of day-of-month and day-of-week must be "?", here they are "*" and "*"',
    ],
    [
      'cron(0 9 ? * ? *)',
      'UTC',
      '"cron(0 9 ? * ? *)" is not a schedule: exactly one of day-of-month and day-of-week must be "?", here they are "?" and "?"',
    ],
    [
      'cron(60 9 ? * MON *)',
      'UTC',
      '"cron(60 9 ? * MON *)" is not a schedule: minutes "60" is not understood: it takes 0 to 59',
    ],
    [
      'cron(0 9 ? * 0 *)',
      'UTC',
      '"cron(0 9 ? * 0 *)" is not a schedule: day-of-week "0" is not understood: it takes 1 to 7 or SUN to SAT',
    ],
    [
      'cron(0 9 ? * FRI-MON *)',
      'UTC',
      '"cron(0 9 ? * FRI-MON *)" is not a schedule: day-of-week "FRI-MON" runs backwards',
    ],
    [
      'cron(0 9 ? * 3#1,6#3 *)',
      'UTC',
      '"cron(0 9 ? * 3#1,6#3 *)" is not a schedule: day-of-week "3#1" is not understood: it takes 1 to 7 or SUN to SAT',
    ],
    [
      'cron(0/0 9 ? * MON *)',
      'UTC',
      '"cron(0/0 9 ? * MON *)" is not a schedule: step of minutes "0" is not understood: it takes 1 to 59',
    ],
    ['rate(1 day)', 'Europe/Berln', 'time zone not found: "Europe/Berln" (did you mean "Europe/Berlin"?)'],
    ['rate(1 day)', 'europe/berlin', 'time zone not found: "europe/berlin" (did you mean "Europe/Berlin"?)'],
    ['rate(1 day)', '+02:00', 'time zone not found: "+02:00", write one such as "Europe/Berlin"'],
    ['cron(0 0 30 2 ? *)', 'UTC', '"cron(0 0 30 2 ? *)" never comes again'],
  ]
  it.each(refused)('refuses %s in %s', (expression, zone, sentence) => {
    expect(() => validateExpression(expression, zone, new Date('2026-01-01T00:00:00Z'))).toThrow(
      expect.objectContaining({ name: 'CustomerError', code: 'VALIDATION_FAILED', message: sentence }),
    )
  })

  it('takes what Scheduler takes', () => {
    for (const zone of ['UTC', 'Etc/UTC', 'America/New_York', 'US/Pacific', 'Asia/Kolkata'])
      validateExpression('rate(1 day)', zone)
  })
})
