import { basePageOf } from '../../engines/profiles/base-page.ts'
import { countingPage, type PagedSet, type PageItem, type PagesItem, readPages } from '../../ports/store/pages.ts'
import { keyText, type ProfileKey } from '../../ports/store/profile-keys.ts'
import type { Table } from '../../ports/store/table.ts'

/** For so long an environment goes by the pages that it knows, in milliseconds. */
const recent = 10_000

/** The pages were published anew while they were read: they are no longer those that the item named. */
export class PagesChanged extends Error {
  override readonly name = 'PagesChanged'
}

/** A set of pages as its item says which ones count. */
export class Pages<Kind extends string, Item extends PagesItem<Kind> = PagesItem<Kind>> {
  readonly #set: PagedSet<Kind>
  readonly item: Item

  constructor(set: PagedSet<Kind>, item: Item) {
    this.#set = set
    this.item = item
  }

  count(of: Kind): number {
    return this.item.shape[of]
  }

  key(of: Kind, page: number): ProfileKey {
    return countingPage(this.#set, this.item, of, page)
  }

  /** The page in which a digest stands. */
  keyOf(of: Kind, digest: string): ProfileKey {
    return this.key(of, basePageOf(digest, this.count(of)))
  }

  /** @throws PagesChanged where the page is not one of those that the item names */
  current(page: PageItem | undefined): Uint8Array {
    if (!page || page.version > this.item.version) throw new PagesChanged()
    return page.packed
  }
}

/** Tries where a build publishes while somebody reads. */
const tries = 3

/** Reads with a set of pages, once more where it is published anew meanwhile. */
export async function withPages<Kind extends string, Item extends PagesItem<Kind>, Result>(
  table: Table,
  set: PagedSet<Kind>,
  now: () => Date,
  read: (pages: Pages<Kind, Item> | undefined) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const pages = await pagesOf<Kind, Item>(table, set, now(), attempt > 1)
    try {
      return await read(pages)
    } catch (error) {
      if (!(error instanceof PagesChanged) || attempt === tries) throw error
    }
  }
}

interface Known {
  item: PagesItem<string> | undefined
  until: number
}

const known = new WeakMap<object, Map<string, Known>>()

/**
 * A set of pages as it was within the last ten seconds; undefined where there is none.
 *
 * @param afresh reads it whatever is known
 */
export async function pagesOf<Kind extends string, Item extends PagesItem<Kind>>(
  table: Table,
  set: PagedSet<Kind>,
  now: Date,
  afresh = false,
): Promise<Pages<Kind, Item> | undefined> {
  const own = known.get(table.db) ?? new Map<string, Known>()
  known.set(table.db, own)
  const text = keyText(set.item)
  const before = own.get(text)
  if (before && before.until > now.getTime() && !afresh) return before.item && new Pages(set, before.item as Item)
  const item = await readPages<Kind, Item>(table, set)
  own.set(text, { item, until: now.getTime() + recent })
  return item && new Pages(set, item)
}
