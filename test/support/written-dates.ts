/** A moment, and how exactly it is written. */
export interface Moment {
  y: number
  m: number
  d: number
  h: number
  mi: number
  s: number
  ms: number
}

const two = (n: number) => String(n).padStart(2, '0')
const month = (language: string, width: 'long' | 'short', { m }: Moment) =>
  new Intl.DateTimeFormat(language, { month: width, timeZone: 'UTC' }).format(new Date(Date.UTC(2023, m - 1, 15)))
const weekday = (language: string, width: 'long' | 'short', { y, m, d }: Moment) =>
  new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' }).format(new Date(Date.UTC(y, m - 1, d)))
const ordinal = (d: number) =>
  `${d}${d % 10 === 1 && d !== 11 ? 'st' : d % 10 === 2 && d !== 12 ? 'nd' : d % 10 === 3 && d !== 13 ? 'rd' : 'th'}`

/** Ways to write a day. Parts have the month first unless their name says otherwise. */
export const days: Record<string, (t: Moment) => string> = {
  iso: ({ y, m, d }) => `${y}-${two(m)}-${two(d)}`,
  'iso, short': ({ y, m, d }) => `${y}-${m}-${d}`,
  'year first, slashes': ({ y, m, d }) => `${y}/${two(m)}/${two(d)}`,
  'year first, dots': ({ y, m, d }) => `${y}.${two(m)}.${two(d)}`,
  Hungarian: ({ y, m, d }) => `${y}. ${two(m)}. ${two(d)}.`,
  EXIF: ({ y, m, d }) => `${y}:${two(m)}:${two(d)}`,
  'month first': ({ y, m, d }) => `${m}/${d}/${y}`,
  'month first, two digits': ({ y, m, d }) => `${two(m)}/${two(d)}/${two(y % 100)}`,
  'month first, dashes': ({ y, m, d }) => `${two(m)}-${two(d)}-${y}`,
  'month first, blanks': ({ y, m, d }) => `${two(m)} / ${two(d)} / ${y}`,
  'day first': ({ y, m, d }) => `${d}/${m}/${y}`,
  'day first, dots': ({ y, m, d }) => `${d}.${m}.${y}`,
  'day first, two digits': ({ y, m, d }) => `${two(d)}.${two(m)}.${two(y % 100)}`,
  'day first, a weekday': (t) => `${weekday('de', 'short', t)}., ${two(t.d)}.${two(t.m)}.${t.y}`,
  English: (t) => `${month('en', 'short', t)} ${t.d}, ${t.y}`,
  'English, long': (t) => `${weekday('en', 'long', t)}, ${month('en', 'long', t)} ${t.d}, ${t.y}`,
  'English, ordinal': (t) => `${month('en', 'long', t)} ${ordinal(t.d)}, ${t.y}`,
  'English, dashes': (t) => `${month('en-US', 'short', t).slice(0, 3)}-${two(t.d)}-${two(t.y % 100)}`,
  Oracle: (t) => `${two(t.d)}-${month('en-US', 'short', t).slice(0, 3).toUpperCase()}-${two(t.y % 100)}`,
  British: (t) => `${t.d} ${month('en', 'long', t)} ${t.y}`,
  Apache: (t) => `${two(t.d)}/${month('en-US', 'short', t)}/${t.y}`,
  'year, word': (t) => `${t.y}-${month('en-US', 'short', t)}-${two(t.d)}`,
  German: (t) => `${t.d}. ${month('de', 'long', t)} ${t.y}`,
  'German, short': (t) => `${t.d}. ${month('de', 'short', t)} ${t.y}`,
  French: (t) => `${t.d === 1 ? '1er' : t.d} ${month('fr', 'long', t)} ${t.y}`,
  'French, short': (t) => `${weekday('fr', 'short', t)} ${t.d} ${month('fr', 'short', t)} ${t.y}`,
  Spanish: (t) => `${t.d} de ${month('es', 'long', t)} de ${t.y}`,
  'Spanish, short': (t) => `${t.d} ${month('es', 'short', t)} ${t.y}`,
  Japanese: ({ y, m, d }) => `${y}年${m}月${d}日`,
}

type Clock = [write: (t: Moment) => string, known: 'day' | 'hour' | 'minute' | 'second' | 'ms']
const twelve = ({ h }: Moment) => h % 12 || 12
const half = ({ h }: Moment) => (h < 12 ? 'AM' : 'PM')
const hms = ({ h, mi, s }: Moment) => `${two(h)}:${two(mi)}:${two(s)}`

/** Ways to write a time behind a day, and how much of it they write. */
export const clocks: Record<string, Clock> = {
  none: [() => '', 'day'],
  minutes: [({ h, mi }) => ` ${two(h)}:${two(mi)}`, 'minute'],
  'one digit': [({ h, mi }) => ` ${h}:${two(mi)}`, 'minute'],
  seconds: [(t) => ` ${hms(t)}`, 'second'],
  T: [(t) => `T${hms(t)}`, 'second'],
  fraction: [(t) => ` ${hms(t)}.${String(t.ms).padStart(3, '0')}`, 'ms'],
  'comma fraction': [(t) => ` ${hms(t)},${String(t.ms).padStart(3, '0')}`, 'ms'],
  nanoseconds: [(t) => `T${hms(t)}.${String(t.ms).padStart(3, '0')}000000`, 'ms'],
  'two blanks': [(t) => `  ${hms(t)}`, 'second'],
  comma: [(t) => `, ${hms(t)}`, 'second'],
  'twelve hours': [(t) => ` ${twelve(t)}:${two(t.mi)}:${two(t.s)} ${half(t)}`, 'second'],
  'twelve hours, no blank': [(t) => ` ${twelve(t)}:${two(t.mi)}${half(t)}`, 'minute'],
  'twelve hours, lower case': [(t) => ` ${twelve(t)}:${two(t.mi)}${half(t).toLowerCase()}`, 'minute'],
  'twelve hours, dots': [(t) => ` ${twelve(t)}:${two(t.mi)} ${half(t) === 'AM' ? 'a.m.' : 'p.m.'}`, 'minute'],
  browser: [(t) => `, ${twelve(t)}:${two(t.mi)}:${two(t.s)}\u202f${half(t)}`, 'second'],
  at: [(t) => ` at ${twelve(t)}:${two(t.mi)} ${half(t).toLowerCase()}`, 'minute'],
  French: [({ h, mi }) => ` ${two(h)}h${two(mi)}`, 'minute'],
  German: [({ h, mi }) => ` um ${two(h)}.${two(mi)} Uhr`, 'minute'],
  hour: [({ h }) => ` ${two(h)}`, 'hour'],
}

/** Ways to name a zone, and its minutes before UTC. */
export const zones: Record<string, [text: string, minutes: number]> = {
  none: ['', 0],
  Z: ['Z', 0],
  UTC: [' UTC', 0],
  offset: ['-0500', -300],
  'offset, colon': ['+05:30', 330],
  'offset, blank': [' -0500', -300],
  'offset, blank, colon': [' +01:00', 60],
  'offset, hours': ['+00', 0],
  'offset, remark': [' GMT+0100 (Central European Standard Time)', 60],
  PST: [' PST', -480],
  CEST: [' CEST', 120],
  IANA: [' Asia/Kolkata', 330],
}

const steps = { day: 86_400_000, hour: 3_600_000, minute: 60_000, second: 1000, ms: 1 }

/** The instant that a cell of these parts means, in milliseconds since 1970. */
export function instantOf(t: Moment, clock: keyof typeof clocks, zone: keyof typeof zones): number {
  const local = Date.UTC(t.y, t.m - 1, t.d, t.h, t.mi, t.s, t.ms)
  const step = steps[clocks[clock]![1]]
  return Math.floor(local / step) * step - (clock === 'none' ? 0 : zones[zone]![1] * 60_000)
}

export const writtenDate = (day: string, clock: string, zone: string, t: Moment): string =>
  days[day]!(t) + clocks[clock]![0](t) + (clock === 'none' ? '' : zones[zone]![0])

/** All pairs of clock and zone. */
export const times: [clock: string, zone: string][] = Object.keys(clocks).flatMap((clock) =>
  (clock === 'none' ? ['none'] : Object.keys(zones)).map((zone): [string, string] => [clock, zone]),
)
