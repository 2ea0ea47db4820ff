import { foldOrder, type Log, resolveIdentities } from '../shared/identity/index.ts'
import { defaultRules } from '../shared/identity/rules.ts'

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
const names = ['', ...Array.from({ length: 2000 }, (_, i) => [...String(i * 7919)].map((d) => syllables[+d]).join(''))]
const person = Uint32Array.from({ length: records }, () => below(people))
const column = (kind: string, salt: number, filled: number, valueFor: (person: number) => number) => {
  const record = new Uint32Array(records)
  const hi = new Uint32Array(2 * records)
  const lo = new Uint32Array(2 * records)
  let count = 0
  for (let row = 0; row < records; row++) {
    if (random() >= filled) continue
    const value = valueFor(person[row]!)
    record[count] = row
    for (const [i, words] of [lo, lo, hi, hi].entries()) words[2 * count + (i % 2)] = mixed(value, 4 * salt + i)
    count++
  }
  const halves = (words: Uint32Array<ArrayBuffer>) => new BigUint64Array(words.buffer, 0, count)
  return { kind, record: record.subarray(0, count), keyHi: halves(hi), keyLo: halves(lo) }
}
const second = (p: number) => (p % 6 === 0 && random() < 0.4 ? people : 0) + p
const log: Log = {
  records,
  firstName: person.map((p) => 1 + (p % 1000)),
  lastName: person.map((p) => 1001 + (p % 997)),
  names,
  identifiers: [
    column('email', 1, 0.96, second),
    column('phone', 2, 0.88, (p) => (p % 20 === 0 ? p + 1 : p)),
    column('name_address', 3, 0.95, second),
  ],
}
const sequence = {
  time: BigInt64Array.from({ length: records }, () => BigInt(below(94_608_000)) * 1_000_000n),
  object: new Uint32Array(records),
  row: Uint32Array.from({ length: records }, (_, i) => i),
  set: new Uint8Array(records),
}

const identifiers = log.identifiers.reduce((sum, { record }) => sum + record.length, 0)
const measured = <T>(what: string, work: () => T): T => {
  const [cpu, wall] = [process.cpuUsage(), performance.now()]
  const result = work()
  const { user, system } = process.cpuUsage(cpu)
  const seconds = `${((user + system) / 1e6).toFixed(2)} s CPU, ${((performance.now() - wall) / 1000).toFixed(2)} s`
  console.log(`${what.padEnd(10)} ${seconds}`)
  return result
}
console.log(`${records} records, ${identifiers} identifiers, ${people} people`)
const order = measured('order', () => foldOrder(sequence))
const before = process.resourceUsage().maxRSS
const resolution = measured('resolve', () =>
  resolveIdentities({ ...log, order }, defaultRules(['email', 'phone', 'name_address'])),
)
const grown = (process.resourceUsage().maxRSS - before) * 1024
console.log(`found ${resolution.people} people; dropped or refused: ${JSON.stringify(resolution.counts)}`)
console.log(
  `${(grown / identifiers + 20).toFixed(1)} bytes an identifier at the peak: its key and record (20 bytes) and what was added`,
)
