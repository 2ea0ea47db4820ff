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

/** 64 well-mixed bits of a number, as a digest's half would be (the finaliser of splitmix64). */
const spread = (n: number, salt: number) => {
  let x = BigInt.asUintN(64, BigInt(n) + BigInt(salt) * 0x9e3779b97f4a7c15n)
  x = BigInt.asUintN(64, (x ^ (x >> 30n)) * 0xbf58476d1ce4e5b9n)
  x = BigInt.asUintN(64, (x ^ (x >> 27n)) * 0x94d049bb133111ebn)
  return x ^ (x >> 31n)
}

const people = Math.ceil(records / 6)
const syllables = 'ka lu mi to ze ren vor bas qui dol'.split(' ')
const names = ['', ...Array.from({ length: 2000 }, (_, i) => [...String(i * 7919)].map((d) => syllables[+d]).join(''))]
const person = Uint32Array.from({ length: records }, () => below(people))
const column = (kind: string, salt: number, filled: number, valueFor: (person: number) => number) => {
  const rows = Array.from({ length: records }, (_, i) => i).filter(() => random() < filled)
  const values = rows.map((row) => valueFor(person[row]!))
  return {
    kind,
    record: Uint32Array.from(rows),
    keyHi: BigUint64Array.from(values, (v) => spread(v, salt)),
    keyLo: BigUint64Array.from(values, (v) => spread(v, salt + 9)),
  }
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
const before = process.memoryUsage()
const resolution = measured('resolve', () =>
  resolveIdentities({ ...log, order }, defaultRules(['email', 'phone', 'name_address'])),
)
const grown = process.memoryUsage()
const bytes = grown.arrayBuffers - before.arrayBuffers + grown.heapUsed - before.heapUsed
console.log(`found ${resolution.people} people; dropped or refused: ${JSON.stringify(resolution.counts)}`)
console.log(`grew by ${(bytes / identifiers).toFixed(1)} bytes an identifier (its key and record, 20 bytes, apart)`)
