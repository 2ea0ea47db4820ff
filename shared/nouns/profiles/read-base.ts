import type { Identifier } from '../../engines/identity/fact.ts'
import {
  type BaseFact,
  baseDigest,
  basePageOf,
  unpackComponents,
  unpackIdentifiers,
} from '../../engines/profiles/base-page.ts'
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
