import type { DatasetConfig } from '../ingest/dataset-config.ts'
import { type PersonRole, personRole } from './column-roles.ts'
import type { Party } from './column-words.ts'
import { type SampledColumn, shareOf } from './sampled-columns.ts'

/** Without ids of a kind that only the customer knows. */
export type ProposedSet = Omit<DatasetConfig['identity_sets'][string], 'external_ids'>

/** An identity set, and the columns that it names, each with the field that it is. */
export interface ProposedIdentity {
  set: ProposedSet
  fields: Map<string, string>
}

const PARTIES: readonly Party[] = ['customer', 'billing', 'nobody', 'shipping']
const MAIL = /^[^\s@<>]+@[^\s@]+\.[^\s@]+$|<[^\s@<>]+@[^\s@]+\.[^\s@]+>$/
const isMail = (cell: string) => MAIL.test(cell)
const isName = (cell: string) => /\p{L}.*\s.*\p{L}/u.test(cell) && !/\d{3}|@/.test(cell)
const hasLetters = (cell: string) => /\p{L}/u.test(cell) && !cell.includes('@')
const isPhone = (cell: string) => /^[^\p{L}]*(ext|x)?[^\p{L}]*$/iu.test(cell) && (cell.match(/\d/g)?.length ?? 0) >= 6

/** Whether the cells are what the name says. */
const FITS: Partial<Record<PersonRole, (column: SampledColumn) => boolean>> = {
  email: (column) => shareOf(column, isMail) >= 0.5,
  email_hash: (column) => shareOf(column, (cell) => /^[0-9a-f]{64}$/i.test(cell)) >= 0.5,
  phone: (column) => shareOf(column, isPhone) >= 0.5,
  full_name: (column) => shareOf(column, hasLetters) >= 0.5,
  // An id that all rows have is nobody's, and 0 is that of guests: it would join strangers.
  user_id: (column) => (column.distinct > 1 || column.filled <= 1) && !column.cells.includes('0'),
}

/**
 * Whom the rows are about. An e-mail, a phone and an id are the customer's, or those of the bill; a name and an address are
 * taken from one party, so that nobody is given the address of another. A parcel may go to somebody else: what is said of
 * it is taken only where nothing else recognises anybody. Undefined where no set of columns does.
 * @param taken columns that say something else
 */
export function proposeIdentity(
  columns: readonly SampledColumn[],
  taken: ReadonlySet<string> = new Set(),
): ProposedIdentity | undefined {
  const found = columns.flatMap((column) => {
    if (taken.has(column.name) || !column.isUsed) return []
    const role = roleByCells(column, personRole(column))
    return role ? [{ column, role }] : []
  })
  const of = (role: PersonRole, ...parties: Party[]): string | undefined => {
    for (const party of parties) {
      const own = found.filter((one) => one.role === role && one.column.party === party)
      const best = own.find(({ column }) => column.filled === Math.max(...own.map((one) => one.column.filled)))
      if (best) return best.column.name
    }
    return undefined
  }
  const set: ProposedSet = {}
  const direct = PARTIES.filter((party) => party !== 'shipping')
  const put = (field: 'email' | 'email_hash' | 'phone' | 'user_id', role: PersonRole, parties: readonly Party[]) => {
    const name = of(role, ...parties)
    if (name) set[field] = name
  }
  put('email', 'email', direct)
  put('email_hash', 'email_hash', direct)
  put('user_id', 'user_id', direct)
  put('phone', 'phone', direct)
  const isKnown = Boolean(set.email || set.email_hash || set.user_id)
  const parties = PARTIES.filter((party) => party !== 'shipping' || !isKnown)
  // The party that says most of a name and an address; a name stands alone where no address is of the same party.
  const scored = parties.map((party) => ({ party, own: nameAndAddress(of, party) }))
  const most = scored.reduce((a, b) => (Object.keys(b.own).length > Object.keys(a.own).length ? b : a))
  Object.assign(set, most.own)
  if (!set.phone && most.party === 'shipping') {
    const phone = of('phone', 'shipping')
    if (phone) set.phone = phone
  }
  if (!recognises(set)) {
    const mail = of('email', 'shipping')
    if (mail) set.email = mail
  }
  return recognises(set) ? { set, fields: fieldsOf(set) } : undefined
}

/** The cells have a say: a column of addresses is one of e-mails, whatever it is called; one of numbers holds no names. */
function roleByCells(column: SampledColumn, named: PersonRole | undefined): PersonRole | undefined {
  if (named && (FITS[named]?.(column) ?? true)) return named
  const isOther = /\b(hash|marketing|consent|opt|status|url|domain|note|notes|message)\b/.test(column.words)
  if (!isOther && column.filled > 0 && shareOf(column, isMail) >= 0.9) return 'email'
  const isNameless = column.words === 'name' && shareOf(column, isName) >= 0.8
  return isNameless ? 'full_name' : undefined
}

function nameAndAddress(of: (role: PersonRole, party: Party) => string | undefined, party: Party): ProposedSet {
  const first = of('first_name', party)
  const last = of('last_name', party)
  const full = of('full_name', party)
  const [street, second] = [of('street', party), of('street_2', party)]
  const city = of('city', party)
  const state = of('state', party)
  const postcode = of('postcode', party)
  const whole = street || city || postcode ? undefined : of('address', party)
  // `Address` beside a city is the street.
  const line = street ?? (city || postcode ? of('address', party) : undefined)
  return {
    ...(first && last ? { person_first_name: first, person_last_name: last } : full && { person_full_name: full }),
    ...(!full && last && !first && { person_last_name: last }),
    ...(line && { house_number_and_street: second ? [line, second] : [line] }),
    ...(city && { city }),
    ...(state && { state }),
    ...(postcode && { postcode }),
    ...(whole && { freeform_address: whole }),
  }
}

function recognises(set: ProposedSet): boolean {
  const last = set.person_last_name ?? set.person_full_name
  const first = set.person_first_name ?? set.person_full_name
  const place = set.house_number_and_street?.length && (set.postcode || (set.city && set.state))
  return Boolean(
    set.email ||
      set.email_hash ||
      set.user_id ||
      (set.phone && last) ||
      (first && last && (place || set.freeform_address)),
  )
}

function fieldsOf(set: ProposedSet): Map<string, string> {
  const fields = new Map<string, string>()
  for (const [field, names] of Object.entries(set)) {
    for (const name of [names].flat()) if (typeof name === 'string') fields.set(name, `identity_sets.customer.${field}`)
  }
  return fields
}
