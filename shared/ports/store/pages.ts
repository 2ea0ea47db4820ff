import { deleteAll, getAll, putAll } from './batches.ts'
import type { ProfileKey } from './profile-keys.ts'
import type { Table } from './table.ts'

/** How many pages there are of each kind. */
export type PageShape<Kind extends string> = Readonly<Record<Kind, number>>

/** Pages of the table of profiles that count together, such as those of what files say. */
export interface PagedSet<Kind extends string> {
  /** In the order in which the slots are counted. */
  kinds: readonly Kind[]
  /** The item that says which pages count. */
  item: ProfileKey
  /** A page, one of so many. It has two slots: a new text is written into the one that does not count yet. */
  page(of: Kind, pages: number, page: number, slot: number): ProfileKey
}

/** The item that says which pages count. */
export interface PagesItem<Kind extends string> extends ProfileKey {
  /** Of the build that published them: later ones have greater numbers. */
  version: number
  shape: PageShape<Kind>
  /** A bit a page, in the order of the kinds: the slot that counts. */
  slots: Uint8Array
  /** Pages of another number, which are being deleted. */
  leaving?: PageShape<Kind>
}

export interface PageItem extends ProfileKey {
  /** That of the build that wrote it. */
  version: number
  packed: Uint8Array
}

/** A page that is to be published. */
export interface NewPage<Kind extends string> {
  of: Kind
  page: number
  packed: Uint8Array
}

/** @returns undefined where nothing was published. Of a kind that an earlier version of the product did not know there are no pages. */
export async function readPages<Kind extends string, Item extends PagesItem<Kind>>(
  table: Table,
  set: PagedSet<Kind>,
): Promise<Item | undefined> {
  const [item] = await getAll<Item>(table, [set.item])
  if (!item) return undefined
  const counts = set.kinds.map((kind) => [kind, item.shape[kind] ?? 0] as const)
  return { ...item, shape: Object.fromEntries(counts) as PageShape<Kind> }
}

/** The key of the page that counts. */
export function countingPage<Kind extends string>(
  set: PagedSet<Kind>,
  { shape, slots }: Pick<PagesItem<Kind>, 'shape' | 'slots'>,
  of: Kind,
  page: number,
): ProfileKey {
  return set.page(of, shape[of], page, slotAt(slots, bitOf(set, shape, of, page)))
}

/** Where the bit of a page stands. */
function bitOf<Kind extends string>({ kinds }: PagedSet<Kind>, shape: PageShape<Kind>, of: Kind, page: number): number {
  return kinds.slice(0, kinds.indexOf(of)).reduce((sum, kind) => sum + shape[kind], page)
}

const slotAt = (slots: Uint8Array, bit: number): number => (slots[bit >> 3]! >> (bit & 7)) & 1

/**
 * Publishes a set of pages. Pages that differ are written into the slot that does not count, and count once the set's item says
 * so, in one write: a call that is broken off leaves the pages of before, and a repeated one finishes it.
 *
 * @param said what else the item says
 * @param chunks all pages, some at a time, each once
 * @returns how many pages were written
 */
export async function publishPages<Kind extends string, Item extends PagesItem<Kind>>(
  table: Table,
  set: PagedSet<Kind>,
  said: Omit<Item, 'pk' | 'sk' | 'slots' | 'leaving'> & Pick<Item, 'version' | 'shape'>,
  chunks: AsyncIterable<readonly NewPage<Kind>[]>,
): Promise<number> {
  const before = await readPages<Kind, Item>(table, set)
  if (before && before.version > said.version) return 0
  const { kinds } = set
  const { shape, version } = said
  if (before?.leaving) await deleteAll(table, allKeys(set, before.leaving, before.shape))
  const hadPages = (of: Kind) => before?.shape[of] === shape[of]
  const slots = new Uint8Array(Math.ceil(kinds.reduce((sum, kind) => sum + shape[kind], 0) / 8))
  const outdated: ProfileKey[] = []
  let written = 0
  for await (const pages of chunks) {
    const keyOf = ({ of, page }: NewPage<Kind>, slot: number) => set.page(of, shape[of], page, slot)
    const known = pages.filter(({ of }) => hadPages(of))
    const there = await getAll<PageItem>(
      table,
      known.flatMap((page) => [keyOf(page, 0), keyOf(page, 1)]),
    )
    const itemAt = ({ pk, sk }: ProfileKey) => there.find((one) => one.pk === pk && one.sk === sk)
    const changed: PageItem[] = []
    for (const page of pages) {
      const bit = bitOf(set, shape, page.of, page.page)
      const slot = before && hadPages(page.of) ? slotAt(before.slots, bitOf(set, before.shape, page.of, page.page)) : 1
      const [current, other] = [keyOf(page, slot), keyOf(page, 1 - slot)]
      const kept = itemAt(current)
      if (kept && Buffer.compare(kept.packed, page.packed) === 0) {
        setSlot(slots, bit, slot)
        if (itemAt(other)) outdated.push(other)
        continue
      }
      changed.push({ ...other, version, packed: page.packed })
      setSlot(slots, bit, 1 - slot)
      if (kept) outdated.push(current)
    }
    await putAll(table, changed)
    written += changed.length
  }
  const leaving = before && !kinds.every(hadPages) ? before.shape : undefined
  const item = { ...set.item, ...said, slots }
  await putAll(table, [leaving ? { ...item, leaving } : item])
  await deleteAll(table, outdated)
  if (leaving) {
    await deleteAll(table, allKeys(set, leaving, shape))
    await putAll(table, [item])
  }
  return written
}

/** Takes a set of pages away, where there is one. */
export async function dropPages<Kind extends string>(table: Table, set: PagedSet<Kind>): Promise<void> {
  const before = await readPages<Kind, PagesItem<Kind>>(table, set)
  if (!before) return
  for (const shape of [before.shape, before.leaving]) if (shape) await deleteAll(table, allKeys(set, shape))
  await deleteAll(table, [set.item])
}

function setSlot(slots: Uint8Array, bit: number, slot: number): void {
  if (slot) slots[bit >> 3]! |= 1 << (bit & 7)
}

/** The keys of all pages of a set, but for those that another shape has too. */
const allKeys = <Kind extends string>(
  { kinds, page }: PagedSet<Kind>,
  shape: PageShape<Kind>,
  but?: PageShape<Kind>,
): ProfileKey[] =>
  kinds
    .filter((of) => shape[of] !== but?.[of])
    .flatMap((of) =>
      Array.from({ length: shape[of] }, (_, i) => [0, 1].map((slot) => page(of, shape[of], i, slot))).flat(),
    )
