import { familyNames, givenNames, mailDomains, places, streets } from './names.ts'
import type { Random } from './random.ts'
import { type Segment, segments } from './segments.ts'

/** One invented person, as they are; how the files write them is another matter. */
export interface SamplePerson {
  segment: Segment
  /** Never ordered. */
  lead: boolean
  first_name: string
  last_name: string
  /** One address, or an old and a new one that only the phone joins. All lower case. */
  emails: string[]
  /** Ten digits, 555-0100 to 555-0199 in its area (kept free for fiction); some people gave none. */
  phone: string | null
  street: string
  city: string
  state: string
  postcode: string
  age: number
  gender: string
  income_band: string
  home_ownership: string
  marital_status: string
  children: string
  pets: string
}

/** `customers` people who order and `leads` who don't, in the planted shares, in no order that tells. */
export function drawPeople(random: Random, customers: number, leads: number): SamplePerson[] {
  const drawn = (count: number, lead: boolean) =>
    random
      .shuffled(segmentOfEach(count))
      .map((segment, i) => drawPerson(random, segment, lead, (lead ? customers : 0) + i))
  return random.shuffled([...drawn(customers, false), ...drawn(leads, true)])
}

/** The planted shares to the person: cumulative rounding, so that they sum to `count`. */
function segmentOfEach(count: number): Segment[] {
  let share = 0
  return segments.flatMap((segment) => {
    const from = Math.round((share / 100) * count)
    share += segment.share
    return Array.from({ length: Math.round((share / 100) * count) - from }, () => segment)
  })
}

function drawPerson(random: Random, segment: Segment, lead: boolean, number: number): SamplePerson {
  // One person in ten is unlike their segment in a trait, so that the clusters have edges like real ones.
  const typical = (trait: 'income_band' | 'home_ownership' | 'marital_status' | 'children' | 'pets') =>
    random.weighted((random.chance(0.1) ? random.pick(segments) : segment)[trait])
  const gender = random.weighted(segment.gender) as keyof typeof givenNames
  const age = random.int(...segment.age)
  const first_name = random.pick(givenNames[gender][age < 32 ? 'young' : age < 55 ? 'middle' : 'old'])
  const last_name = random.pick(familyNames)
  const phone = random.chance(0.75) ? phoneOf(number) : null
  const [city, state, postcode] = random.pick(places)
  const moved = phone !== null && !lead && random.chance(0.03)
  const address = (n: string) => `${plain(first_name)}.${plain(last_name)}${n}@${random.pick(mailDomains)}`
  return {
    segment,
    lead,
    first_name,
    last_name,
    emails: [address(String(number)), ...(moved ? [address(`.${number}`)] : [])],
    phone,
    street: `${random.int(1, 180)} ${random.pick(streets)}`,
    city,
    state,
    postcode,
    age,
    gender,
    income_band: typical('income_band'),
    home_ownership: typical('home_ownership'),
    marital_status: typical('marital_status'),
    children: typical('children'),
    pets: typical('pets'),
  }
}

/** The n-th fictional number: area codes 212 to 998 without N11 and N9X, which no area has. */
function phoneOf(number: number): string {
  return `${areas[Math.floor(number / 100) % areas.length]}55501${String(number % 100).padStart(2, '0')}`
}
const areas = Array.from({ length: 787 }, (_, i) => String(212 + i)).filter((area) => !/^(.11|.9.)$/.test(area))

/** Letters of a name that an address can hold: `Zoë O'Fennel` → `zoe`, `ofennel`. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase()
}
