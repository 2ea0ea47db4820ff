import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextRun } from '../../../../shared/engines/schedules/next-run.ts'

const zones = ['UTC', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'America/St_Johns']
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']
const minuteMs = 60_000

/** A field of plain values, a step or `*`, and what it means. */
const field = (min: number, max: number) =>
  fc.oneof(
    fc.constant({ text: '*', has: (_: number) => true }),
    fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => ({
      text: values.join(','),
      has: (n: number) => values.includes(n),
    })),
    fc.tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: max - min })).map(([from, step]) => ({
      text: `${from}/${step}`,
      has: (n: number) => n >= from && (n - from) % step === 0,
    })),
  )

interface Day {
  day: number
  weekday: number
  last: number
}

const days = fc.oneof(
  field(1, 31).map(({ text, has }) => ({
    text: (month: string) => `${text} ${month} ?`,
    has: ({ day }: Day) => has(day),
  })),
  field(1, 7).map(({ text, has }) => ({
    text: (month: string) => `? ${month} ${text}`,
    has: ({ weekday }: Day) => has(weekday),
  })),
  fc.constant({ text: (month: string) => `L ${month} ?`, has: ({ day, last }: Day) => day === last }),
  fc.integer({ min: 1, max: 7 }).map((n) => ({
    text: (month: string) => `? ${month} ${weekdays[n - 1]}L`,
    has: ({ day, weekday, last }: Day) => weekday === n && day > last - 7,
  })),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([n, nth]) => ({
    text: (month: string) => `? ${month} ${n}#${nth}`,
    has: ({ day, weekday }: Day) => weekday === n && Math.ceil(day / 7) === nth,
  })),
)

const formats = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: zone }), // 2026-01-31 09:05
  ]),
)

it('is the first minute that a scan of every minute finds, with its wall time shown for the first time', () => {
  const moment = fc.oneof(
    // Around the changes of the clocks, and anywhere.
    fc.constantFrom(
      '2026-03-08T05:00Z',
      '2026-11-01T04:00Z',
      '2026-03-29T00:00Z',
      '2026-10-25T00:00Z',
      '2026-04-04T14:00Z',
      '2026-10-03T14:00Z',
    ),
    fc.integer({ min: 0, max: 700 }).map((n) => new Date(Date.UTC(2026, 0, 1, n * 25)).toISOString()),
  )
  const clock = fc.tuple(field(0, 59), field(0, 23), days, field(1, 12))
  fc.assert(
    fc.property(
      clock,
      fc.constantFrom(...zones),
      moment,
      fc.nat(600),
      ([minute, hour, day, month], zone, near, later) => {
        const after = Date.parse(near) + later * minuteMs
        const expression = `cron(${minute.text} ${hour.text} ${day.text(month.text)} *)`
        const matches = (wall: string) => {
          const [y, mo, d, h, mi] = wall.split(/[- :]/).map(Number) as [number, number, number, number, number]
          const date = new Date(Date.UTC(y, mo - 1, d))
          const last = new Date(Date.UTC(y, mo, 0)).getUTCDate()
          return (
            minute.has(mi) && hour.has(h) && month.has(mo) && day.has({ day: d, weekday: date.getUTCDay() + 1, last })
          )
        }
        // Two days of minutes, and the three hours before them, to know which wall times were shown already.
        const shown = new Set<string>()
        let expected: string | undefined
        for (let time = after - 180 * minuteMs; time <= after + 2880 * minuteMs && !expected; time += minuteMs) {
          const wall = formats.get(zone)!.format(time)
          if (time > after && !shown.has(wall) && matches(wall)) expected = new Date(time).toISOString()
          shown.add(wall)
        }
        const found = nextRun(expression, zone, new Date(after))
        if (expected) expect([expression, found?.toISOString()]).toEqual([expression, expected])
        else expect(found === null || found.getTime() > after + 2880 * minuteMs).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
})
