import type { Identifier } from '../../engines/identity/fact.ts'
import {
  type BaseFact,
  type BaseShape,
  baseDigest,
  basePageOf,
  unpackComponents,
  unpackIdentifiers,
  unpackPeople,
} from '../../engines/profiles/base-page.ts'
import { getAll } from '../../ports/store/batches.ts'
import type { PageItem } from '../../ports/store/pages.ts'
import type { ProfileKey } from '../../ports/store/profile-keys.ts'
import type { Table } from '../../ports/store/table.ts'
import { type BaseItem, baseOfAccount } from '../people/base-items.ts'
import { type Pages, PagesChanged, pagesOf, withPages } from './read-pages.ts'

/** The base of an account: the pages that the last build published of its files. */
export class Base {
  readonly #pages: Pages<keyof BaseShape, BaseItem>

  constructor(pages: Pages<keyof BaseShape, BaseItem>) {
    this.#pages = pages
  }

  get item(): BaseItem {
    return this.#pages.item
  }

  /** The page that says in which component an identifier stands. */
  pageOfIdentifier(identifier: Identifier): ProfileKey {
    return this.#pages.keyOf('identifiers', baseDigest(identifier))
  }

  /** @returns undefined where files do not name it */
  componentOf(identifier: Identifier, page: PageItem | undefined): string | undefined {
    return unpackIdentifiers(this.#pages.current(page))[baseDigest(identifier)]
  }

  pageOfComponent(component: string): ProfileKey {
    return this.#pages.keyOf('components', component)
  }

  /** The facts of a component; none of one that is too large for a page. */
  factsOf(component: string, page: PageItem | undefined): readonly BaseFact[] {
    const facts = unpackComponents(this.#pages.current(page))[component]
    if (!facts) throw new PagesChanged()
    return facts
  }

  /** The page that has the people whose ids begin as this one does; undefined where it has nobody. */
  pageOfPerson(id: string): ProfileKey | undefined {
    return this.item.shape.people > 0 ? this.#pages.keyOf('people', id) : undefined
  }

  /** @returns undefined of somebody whom the last build did not know */
  identifierOf(person: string, page: PageItem | undefined): Identifier | undefined {
    const [kind, value] = unpackPeople(this.#pages.current(page))[person] ?? []
    return kind === undefined ? undefined : { kind, value: value! }
  }

  /** The people whom the last build knew, behind an id, by id: page after page. */
  async *peopleAfter(table: Table, after: string): AsyncGenerator<{ id: string; identifier: Identifier }> {
    const pages = this.item.shape.people
    for (let page = after && pages > 0 ? basePageOf(after, pages) : 0; page < pages; page++) {
      const [item] = await getAll<PageItem>(table, [this.#pages.key('people', page)])
      const people = Object.entries(unpackPeople(this.#pages.current(item))).filter(([id]) => id > after)
      for (const [id, [kind, value]] of people.sort(([one], [other]) => (one < other ? -1 : 1))) {
        yield { id, identifier: { kind, value } }
      }
    }
  }
}

/** Reads with the base of an account, once more where it is published anew meanwhile. */
export const withBase = <Result>(
  table: Table,
  account: string,
  now: () => Date,
  read: (base: Base | undefined) => Promise<Result>,
): Promise<Result> =>
  withPages<keyof BaseShape, BaseItem, Result>(table, baseOfAccount(account), now, (pages) =>
    read(pages && new Base(pages)),
  )

/** The base of an account as it was within the last ten seconds; undefined where there is none. */
export async function baseOf(table: Table, account: string, now: Date): Promise<Base | undefined> {
  const pages = await pagesOf<keyof BaseShape, BaseItem>(table, baseOfAccount(account), now)
  return pages && new Base(pages)
}
