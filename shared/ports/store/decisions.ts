import { digestOf } from '../../model/ids.ts'
import { keys } from './keys.ts'
import { queryAll, type Table } from './table.ts'

interface Named {
  kind: string
  value: string
}

/** Something that somebody of the account has decided about who is who. It can't be made again from files or events. */
export type Decision =
  /** These two are not one person's: `leaves` goes where both would meet. */
  | { what: 'apart'; leaves: Named; left: Named; decided_at: string }
  /** The identifier identifies nobody. */
  | { what: 'blocked'; identifier: Named; decided_at: string }

/** All decisions of an account, in no order. */
export const listDecisions = (table: Table, account_id: string): Promise<Decision[]> =>
  queryAll<Decision>(table, keys.decisions(account_id))

/** Keeps a decision; the same one again is the same item. */
export async function putDecision(table: Table, account_id: string, decision: Decision): Promise<void> {
  await table.db.put({ TableName: table.name, Item: { ...keyOf(account_id, decision), ...decision } })
}

/** Takes a decision back; one that nobody made is no failure. */
export async function deleteDecision(table: Table, account_id: string, decision: Decision): Promise<void> {
  await table.db.delete({ TableName: table.name, Key: keyOf(account_id, decision) })
}

const keyOf = (account_id: string, { decided_at: _, ...decision }: Decision) =>
  keys.decision(account_id, digestOf(decision))
