import { EqualValues } from '../shared/engines/identity/equal-values.ts'
import { foldOrder } from '../shared/engines/identity/fold-order.ts'
import { type Log, NONE } from '../shared/engines/identity/log.ts'
import { numberById } from '../shared/engines/identity/number-by-id.ts'
import { resolveIdentities } from '../shared/engines/identity/resolve.ts'
import { defaultRules } from '../shared/engines/identity/rules.ts'

/**
 * Identity resolution alone: synthetic records with e-mail, phone, name + address; people have one or two e-mails, one
 * phone, one or two addresses; one in twenty people shares the phone of another. usage: node bench/identity.ts [ROWS]
 */
const records = Number(process.argv[2] ?? 1_000_000)

let state = 7
const random = () => {
  // mulberry32
  state = (state + 0x6d2b79f5) | 0
  let t = Math.imul(state ^ (state >>> 15), 1 | state)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = (n: number) => Math.floor(random() * n)

/** 32 well-mixed bits of a number, as a quarter of a digest would be (the finaliser of murmur3). */
const mixed = (n: number, salt: number) => {
  let x = Math.imul(n + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca77)
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) >>> 0
}

const people = Math.ceil(records / 6)
const syllables = 'ka lu mi to ze ren vor bas qui dol'.split(' ')
const texts = ['', ...Array.from({ length: 2000 }, (_, i) => [...String(i * 7919)].map((d) => syllables[+d]).join(''))]
const person = Uint32Array.from({ length: records }, () => below(people))
const kinds = ['email', 'phone', 'name_address']
/** Texts of each kind are numbered as they come; a second spelling of one, as ingestion would number it, for every third. */
const values: { kind: number; text: number }[] = []
const column = (kind: number, filled: number, textFor: (person: number) => number) => {
  const known = new Map<number, number>()
  return person.map((who) => {
    if (random() >= filled) return NONE
    const text = textFor(who)
    const written = text % 3 === 0 && random() < 0.5 ? -1 - text : text
    const value = known.get(written) ?? values.push({ kind, text }) - 1
    known.set(written, value)
    return value
  })
}
const second = (p: number) => (p % 6 === 0 && random() < 0.4 ? people : 0) + p
const columns = [column(0, 0.96, second), column(1, 0.88, (p) => (p % 20 === 0 ? p + 1 : p)), column(2, 0.95, second)]
const identifiers = columns.reduce((sum, values) => sum + values.reduce((n, one) => n + Number(one !== NONE), 0), 0)
const keyOf = ({ kind, text }: { kind: number; text: number }) =>
  [0, 1, 2, 3].map((word) => mixed(text, 4 * kind + word))
const keysByKind = kinds.map((_, kind) => {
  const own = Uint32Array.from(values.keys()).filter((value) => values[value]!.kind === kind)
  const keys = new Uint32Array(4 * own.length)
  own.forEach((value, i) => {
    keys.set(keyOf(values[value]!), 4 * i)
  })
  return { own, keys }
})
const names = {
  value: columns[2]!,
  first: Uint32Array.from(values, ({ kind, text }) => (kind === 2 ? 1 + ((text % people) % 1000) : 0)),
  last: Uint32Array.from(values, ({ kind, text }) => (kind === 2 ? 1001 + ((text % people) % 997) : 0)),
  texts,
}
const time = BigInt64Array.from({ length: records }, () => BigInt(below(94_608_000)) * 1_000_000n)

const measured = <T>(what: string, work: () => T): T => {
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  const result = work()
  const { user, system } = process.cpuUsage(cpu)
  const seconds = `${((user + system) / 1e6).toFixed(2)} s CPU, ${((performance.now() - wall) / 1000).toFixed(2)} s`
  console.log(`${what.padEnd(10)} ${seconds}`)
  return result
}
console.log(`${records} records, ${identifiers} identifiers, ${values.length} values, ${people} people`)
const before = process.resourceUsage().maxRSS
const equals = measured('compare', () => {
  const equals = new EqualValues(values.length)
  for (const [kind, { own, keys }] of keysByKind.entries()) equals.add(kind, own, keys)
  return equals
})
const order = measured('order', () => foldOrder({ time }))
const log: Log = {
  records,
  order,
  columns: kinds.map((kind, i) => ({ kind, value: columns[i]! })),
  equal: equals.equal,
  kindOf: equals.kindOf,
  names,
}
const resolution = measured('resolve', () => resolveIdentities(log, defaultRules(kinds)))
measured('number', () =>
  numberById(resolution, Uint32Array.from([...resolution.canonical].flatMap((value) => keyOf(values[value]!)))),
)
const grown = (process.resourceUsage().maxRSS - before) * 1024
const inputBytes = 8 * records + 4 * columns.length * records + 28 * values.length
console.log(`found ${resolution.people} people; dropped or refused: ${JSON.stringify(resolution.drops)}`)
console.log(
  `${((grown + inputBytes) / identifiers).toFixed(1)} bytes an identifier at the peak: times, numbers, keys and names, and what was added`,
)
