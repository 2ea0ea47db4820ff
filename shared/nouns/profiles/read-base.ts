import type { Identifier } from '../../engines/identity/fact.ts'
import {
  type BaseFact,
  baseDigest,
  basePageOf,
  unpackComponents,
  unpackIdentifiers,
  unpackPeople,
} from '../../engines/profiles/base-page.ts'
import { getAll } from '../../ports/store/batches.ts'
import { type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { Table } from '../../ports/store/table.ts'
import { type BaseItem, bitOf, type PageItem, readBase, slotAt } from '../people/base-items.ts'

/** For so long an environment goes by the base that it knows, in milliseconds. */
const recent = 10_000

/** The base was published anew while it was read: its pages are no longer those that its item named. */
export class BaseChanged extends Error {
  override readonly name = 'BaseChanged'
}

/** The base of an account: the pages that the last build published of its files. */
export class Base {
  readonly #account: string
  readonly item: BaseItem

  constructor(account: string, item: BaseItem) {
    this.#account = account
    this.item = item
  }

  /** The page that says in which component an identifier stands. */
  pageOfIdentifier(identifier: Identifier): ProfileKey {
    return this.#key('identifiers', baseDigest(identifier))
  }

  /** @returns undefined where files do not name it */
  componentOf(identifier: Identifier, page: PageItem | undefined): string | undefined {
    return unpackIdentifiers(this.#current(page))[baseDigest(identifier)]
  }

  pageOfComponent(component: string): ProfileKey {
    return this.#key('components', component)
  }

  /** The facts of a component; none of one that is too large for a page. */
  factsOf(component: string, page: PageItem | undefined): readonly BaseFact[] {
    const facts = unpackComponents(this.#current(page))[component]
    if (!facts) throw new BaseChanged()
    return facts
  }

  /** The page that has the people whose ids begin as this one does; undefined where it has nobody. */
  pageOfPerson(id: string): ProfileKey | undefined {
    return this.item.shape.people > 0 ? this.#key('people', id) : undefined
  }

  /** @returns undefined of somebody whom the last build did not know */
  identifierOf(person: string, page: PageItem | undefined): Identifier | undefined {
    const [kind, value] = unpackPeople(this.#current(page))[person] ?? []
    return kind === undefined ? undefined : { kind, value: value! }
  }

  /** The people whom the last build knew, behind an id, by id: page after page. */
  async *peopleAfter(table: Table, after: string): AsyncGenerator<{ id: string; identifier: Identifier }> {
    const pages = this.item.shape.people
    for (let page = after && pages > 0 ? basePageOf(after, pages) : 0; page < pages; page++) {
      const { slots, shape } = this.item
      const key = profileKeys.basePage(
        this.#account,
        'people',
        pages,
        page,
        slotAt(slots, bitOf(shape, 'people', page)),
      )
      const [item] = await getAll<PageItem>(table, [key])
      const people = Object.entries(unpackPeople(this.#current(item))).filter(([id]) => id > after)
      for (const [id, [kind, value]] of people.sort(([one], [other]) => (one < other ? -1 : 1))) {
        yield { id, identifier: { kind, value } }
      }
    }
  }

  #key(of: keyof BaseItem['shape'], digest: string): ProfileKey {
    const { shape, slots } = this.item
    const page = basePageOf(digest, shape[of])
    return profileKeys.basePage(this.#account, of, shape[of], page, slotAt(slots, bitOf(shape, of, page)))
  }

  #current(page: PageItem | undefined): Uint8Array {
    if (!page || page.version > this.item.version) throw new BaseChanged()
    return page.packed
  }
}

/** Tries where a build publishes while somebody reads. */
const tries = 3

/** Reads with the base of an account, once more where it is published anew meanwhile. */
export async function withBase<Result>(
  table: Table,
  account: string,
  now: () => Date,
  read: (base: Base | undefined) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const base = await baseOf(table, account, now(), attempt > 1)
    try {
      return await read(base)
    } catch (error) {
      if (!(error instanceof BaseChanged) || attempt === tries) throw error
    }
  }
}

const known = new WeakMap<object, Map<string, { base: Base | undefined; until: number }>>()

/**
 * The base of an account as it was within the last ten seconds; undefined where there is none.
 *
 * @param afresh reads it whatever is known
 */
export async function baseOf(table: Table, account: string, now: Date, afresh = false): Promise<Base | undefined> {
  const own = known.get(table.db) ?? new Map<string, { base: Base | undefined; until: number }>()
  known.set(table.db, own)
  const before = own.get(account)
  if (before && before.until > now.getTime() && !afresh) return before.base
  const item = await readBase(table, account)
  const base = item && new Base(account, item)
  own.set(account, { base, until: now.getTime() + recent })
  return base
}
