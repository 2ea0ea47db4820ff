import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../../shared/engines/personas/random.ts'

export const PYTHON = '/usr/bin/python3'
const generator = join(import.meta.dirname, '../../../shared/bench/gen_orders.py')

/** Whether the baseline can run: Debian's pandas and scikit-learn. */
export const hasScikit = (): boolean =>
  existsSync(PYTHON) && spawnSync(PYTHON, ['-c', 'import sklearn, pandas, scipy']).status === 0

/** Python without the settings under which its linear algebra would be slower than it can be. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _type, OPENBLAS_L2_SIZE: _size, ...environment } = process.env
  return environment
}

/** Writes a CSV of so many orders: by the generator shared with other projects where it is, else by our own. */
export function writeOrders(rows: number, file: string): void {
  if (existsSync(generator) && hasScikit()) execFileSync(PYTHON, [generator, String(rows), file])
  else generateOrders(rows, file)
}

const first =
  'James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth Carlos Karen Ana Luis Wei Mei Ahmed Fatima Ivan Olga Kenji Yuki Pierre Chloe'
const last =
  "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Anderson Taylor Lee Perez Walker Young O'Brien Kim Patel Singh Chen Novak Rossi Silva"
const streets = 'Oak Maple Cedar Pine Elm Washington Lake Hill Walnut Spring North Ridge Church Willow Park Main'
const cities = [
  'Springfield,IL,627',
  'Portland,OR,972',
  'Austin,TX,787',
  'Denver,CO,802',
  'Boston,MA,021',
  'Miami,FL,331',
]
const domains = ['gmail.com', 'yahoo.com', 'outlook.com', 'icloud.com', 'example.org', 'proton.me']
const products = 'starter kit,refill pack,gift card,annual plan,monthly plan,premium bundle,accessory,t-shirt,mug,ebook'
/** Five hidden kinds of people: how often and for how much they order, and where their list of products begins. */
const segments = [
  { share: 0.4, often: 0.5, amount: 20, taste: 0 },
  { share: 0.25, often: 1, amount: 60, taste: 2 },
  { share: 0.15, often: 1.5, amount: 150, taste: 4 },
  { share: 0.12, often: 4, amount: 45, taste: 6 },
  { share: 0.08, often: 9, amount: 220, taste: 8 },
]

/** A person's fixed facts follow from the number; nothing is kept, so that any number of rows fits in memory. */
function personOf(number: number) {
  const random = createRandom(`person:${number}`)
  const pick = <T>(list: readonly T[]) => list[random.below(list.length)]!
  let left = random.unit()
  const segment =
    segments.find(({ share }) => {
      left -= share
      return left < 0
    }) ?? segments[0]!
  const firstName = pick(first.split(' '))
  const lastName = pick(last.split(' '))
  const house = random.below(9998) + 1
  const street = `${house} ${pick(streets.split(' '))} St`
  const shown = random.unit() < 0.15 ? `"${street}, Apt ${(house % 40) + 1}"` : street
  const email = `${firstName}.${lastName}${number}@${pick(domains)}`.replace("'", '')
  const phone = String(2_000_000_000 + Math.floor(random.unit() * 7_900_000_000))
  return { segment, firstName, lastName, email, phone, place: `${shown},${pick(cities)}${random.below(90) + 10}` }
}

/** About rows / 6 people with skewed order counts; e-mails in mixed case, phones in two formats, some of both blank. */
function generateOrders(rows: number, file: string): void {
  const random = createRandom('orders')
  const people = Math.max(1, Math.floor(rows / 6))
  const names = products.split(',')
  const out = openSync(file, 'w')
  writeSync(out, 'email,first_name,last_name,address,city,state,postcode,phone,ordered_at,product,amount\n')
  let text = ''
  for (let row = 0; row < rows; row++) {
    // Those of often ordering segments come up more often: the first who passes is taken.
    let person = personOf(random.below(people))
    while (random.unit() * 9 > person.segment.often) person = personOf(random.below(people))
    const { segment, firstName, lastName, email, phone, place } = person
    const shownEmail = random.unit() < 0.04 ? '' : random.unit() < 0.8 ? email.toLowerCase() : email
    const formatted = random.unit() < 0.5 ? phone : `(${phone.slice(0, 3)}) ${phone.slice(3, 6)}-${phone.slice(6)}`
    const shownPhone = random.unit() < 0.12 ? '' : formatted
    const at = new Date(Date.UTC(2023, 0, 1) + Math.floor(Math.sqrt(random.unit()) * 1095 * 86_400) * 1000)
    const product = names[(segment.taste + Math.floor(random.unit() ** 2 * names.length)) % names.length]
    const amount = Math.max(
      1,
      segment.amount * Math.exp(0.6 * (random.unit() + random.unit() + random.unit() - 1.5) * 2),
    )
    text += `${shownEmail},${firstName},${lastName},${place},${shownPhone},${at.toISOString().slice(0, 19)}Z,${product},${amount.toFixed(2)}\n`
    if (text.length > 1_000_000 || row === rows - 1) {
      writeSync(out, text)
      text = ''
    }
  }
  closeSync(out)
}
