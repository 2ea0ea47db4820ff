import { type BaseShape, baseKinds } from '../../engines/profiles/base-page.ts'
import type { PagedSet, PagesItem } from '../../ports/store/pages.ts'
import { profileKeys } from '../../ports/store/profile-keys.ts'

/** The item that says which pages of the base count. */
export interface BaseItem extends PagesItem<keyof BaseShape> {
  /** When the newest file that is in it was uploaded, ISO 8601. */
  as_of_files: string
  /** Somewhere in the account addresses stand clear, and somewhere hashed. */
  hashed: boolean
  /** External ids in the order in which datasets name them, which ranks them. */
  written: readonly string[]
}

/** The pages of what files say of an account's people. */
export const baseOfAccount = (account: string): PagedSet<keyof BaseShape> => ({
  kinds: baseKinds,
  item: profileKeys.base(account),
  page: (of, pages, page, slot) => profileKeys.basePage(account, of, pages, page, slot),
})
