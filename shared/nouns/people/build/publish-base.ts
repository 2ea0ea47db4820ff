import { type BaseShape, baseKinds } from '../../../engines/profiles/base-page.ts'
import { deleteAll, getAll, putAll } from '../../../ports/store/batches.ts'
import { type ProfileKey, profileKeys } from '../../../ports/store/profile-keys.ts'
import type { Table } from '../../../ports/store/table.ts'
import { type BaseItem, bitOf, type PageItem, readBase, slotAt } from '../base-items.ts'

/** A page of a base that is to be published. */
export interface NewPage {
  of: keyof BaseShape
  page: number
  packed: Uint8Array
}

type Said = Pick<BaseItem, 'version' | 'shape' | 'as_of_files' | 'hashed' | 'written'>

/**
 * Publishes a base. Pages that differ are written into the slot that does not count, and count once the item of the base says so,
 * in one write: a call that is broken off leaves the base of before, and a repeated one finishes it.
 *
 * @param chunks all pages, some at a time, each once
 * @returns how many pages were written
 */
export async function publishBase(
  table: Table,
  account: string,
  said: Said,
  chunks: AsyncIterable<readonly NewPage[]>,
): Promise<number> {
  const before = await readBase(table, account)
  if (before && before.version > said.version) return 0
  const { shape, version } = said
  if (before?.leaving) await deleteAll(table, allKeys(account, before.leaving, before.shape))
  const hadPages = (of: NewPage['of']) => before?.shape[of] === shape[of]
  const slots = new Uint8Array(Math.ceil(baseKinds.reduce((sum, kind) => sum + shape[kind], 0) / 8))
  const outdated: ProfileKey[] = []
  let written = 0
  for await (const pages of chunks) {
    const keyOf = ({ of, page }: NewPage, slot: number) => profileKeys.basePage(account, of, shape[of], page, slot)
    const known = pages.filter(({ of }) => hadPages(of))
    const there = await getAll<PageItem>(
      table,
      known.flatMap((page) => [keyOf(page, 0), keyOf(page, 1)]),
    )
    const itemAt = ({ pk, sk }: ProfileKey) => there.find((one) => one.pk === pk && one.sk === sk)
    const changed: PageItem[] = []
    for (const page of pages) {
      const bit = bitOf(shape, page.of, page.page)
      const slot = before && hadPages(page.of) ? slotAt(before.slots, bitOf(before.shape, page.of, page.page)) : 1
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
  const leaving = before && !baseKinds.every(hadPages) ? before.shape : undefined
  const item: BaseItem = { ...profileKeys.base(account), ...said, slots }
  await putAll(table, [leaving ? { ...item, leaving } : item])
  await deleteAll(table, outdated)
  if (leaving) {
    await deleteAll(table, allKeys(account, leaving, shape))
    await putAll(table, [item])
  }
  return written
}

/** Takes the base away, where there is one: nobody reads it, or no file says anything any more. */
export async function dropBase(table: Table, account: string): Promise<void> {
  const before = await readBase(table, account)
  if (!before) return
  for (const shape of [before.shape, before.leaving]) if (shape) await deleteAll(table, allKeys(account, shape))
  await deleteAll(table, [profileKeys.base(account)])
}

function setSlot(slots: Uint8Array, bit: number, slot: number): void {
  if (slot) slots[bit >> 3]! |= 1 << (bit & 7)
}

/** The keys of all pages of a base, but for those that another one has too. */
const allKeys = (account: string, shape: BaseShape, but?: BaseShape): ProfileKey[] =>
  baseKinds
    .filter((of) => shape[of] !== but?.[of])
    .flatMap((of) =>
      Array.from({ length: shape[of] }, (_, page) =>
        [0, 1].map((slot) => profileKeys.basePage(account, of, shape[of], page, slot)),
      ).flat(),
    )
