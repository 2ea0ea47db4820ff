import { iso } from './orders.ts'
import type { SamplePerson } from './people.ts'
import type { Random } from './random.ts'
import { writeEmail, writeName, writePhone } from './spelling.ts'

/** One line of the CRM export. */
export interface CustomerCells {
  email: string
  first_name: string
  last_name: string
  phone: string
  street: string
  city: string
  state: string
  postcode: string
  age: string
  gender: string
  income_band: string
  home_ownership: string
  marital_status: string
  children: string
  pets: string
  updated_at: string
}

/**
 * The CRM knows nine customers of ten and every lead. One in fifty stands there twice: an older record with less in it.
 */
export function drawCustomers(random: Random, people: SamplePerson[]): CustomerCells[] {
  const records: CustomerCells[] = []
  for (const person of people) {
    if (!person.lead && random.chance(0.1)) continue
    records.push(record(random, person, 0.06, Date.parse('2025-06-01')))
    if (random.chance(0.02)) records.push(record(random, person, 0.4, Date.parse('2023-06-01')))
  }
  return records
}

/** A record of the half year after `from`, each trait blank with the given probability. */
function record(random: Random, person: SamplePerson, blank: number, from: number): CustomerCells {
  const maybe = (value: string | number) => (random.chance(blank) ? '' : String(value))
  return {
    email: writeEmail(random, person.emails[0]!),
    first_name: writeName(random, person.first_name),
    last_name: writeName(random, person.last_name),
    phone: person.phone ? writePhone(random, person.phone) : '',
    street: person.street,
    city: person.city,
    state: person.state,
    postcode: person.postcode,
    age: maybe(person.age),
    gender: maybe(person.gender),
    income_band: maybe(person.income_band),
    // The form offered "unknown", and some took it.
    home_ownership: random.chance(0.04) ? 'unknown' : maybe(person.home_ownership),
    marital_status: maybe(person.marital_status),
    children: maybe(person.children),
    pets: maybe(person.pets),
    updated_at: iso(from + random.int(0, 180 * 86_400) * 1000),
  }
}
