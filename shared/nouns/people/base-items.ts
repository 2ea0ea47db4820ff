import { type BaseShape, baseKinds } from '../../engines/profiles/base-page.ts'
import { getAll } from '../../ports/store/batches.ts'
import { type ProfileKey, profileKeys } from '../../ports/store/profile-keys.ts'
import type { Table } from '../../ports/store/table.ts'

/** The item that says which pages count. */
export interface BaseItem extends ProfileKey {
  /** Of the build that published it: later ones have greater numbers. */
  version: number
  shape: BaseShape
  /** A bit a page, in the order of `baseKinds`: the slot that counts. */
  slots: Uint8Array
  /** When the newest file that is in it was uploaded, ISO 8601. */
  as_of_files: string
  /** Somewhere in the account addresses stand clear, and somewhere hashed. */
  hashed: boolean
  /** External ids in the order in which datasets name them, which ranks them. */
  written: readonly string[]
  /** Pages of another number, which are being deleted. */
  leaving?: BaseShape
}

export interface PageItem extends ProfileKey {
  /** That of the build that wrote it. */
  version: number
  packed: Uint8Array
}

export async function readBase(table: Table, account: string): Promise<BaseItem | undefined> {
  const [item] = await getAll<BaseItem>(table, [profileKeys.base(account)])
  // One that an earlier version published has no pages of people.
  return item && { ...item, shape: { ...item.shape, people: item.shape.people ?? 0 } }
}

/** Where the bit of a page stands. */
export function bitOf(shape: BaseShape, of: keyof BaseShape, page: number): number {
  const before = baseKinds.slice(0, baseKinds.indexOf(of))
  return before.reduce((sum, kind) => sum + shape[kind], page)
}

export const slotAt = (slots: Uint8Array, bit: number): number => (slots[bit >> 3]! >> (bit & 7)) & 1
