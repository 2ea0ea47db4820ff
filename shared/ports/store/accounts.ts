import { keys } from './keys.ts'
import { assignments, conditionally, queryAll, type Table, withoutKeys } from './table.ts'

export type Mode = 'live' | 'test'

export interface Account {
  id: string
  name: string
  email: string
  mode: Mode
  /** The account of the other mode: same customer, nothing else in common. */
  twin_id: string
  created_at: string
  /** Counts config writes: whoever decides on a view of the whole account writes under the version it saw. */
  version: number
  /** True where no persona may be named or drawn by a protected trait (age, gender, marital status …). */
  avoid_protected_traits?: boolean
  /** ISO 4217: the currency of its money; without it US dollars. */
  currency?: string
  /** IANA: the time zone in which moments are shown; without it UTC. */
  time_zone?: string
  /** ISO 8601: sessions that began before have ended. */
  sessions_from?: string
}

/** Writes a new account and its place in the directory, both or neither. */
export async function createAccount(table: Table, account: Account): Promise<void> {
  await table.db.transactWrite({
    TransactItems: [
      {
        Put: {
          TableName: table.name,
          Item: { ...keys.account(account.id), ...account },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      { Put: { TableName: table.name, Item: { ...keys.accountEntry(account.id), id: account.id } } },
    ],
  })
}

export async function getAccount(table: Table, id: string): Promise<Account | undefined> {
  const { Item } = await table.db.get({ TableName: table.name, Key: keys.account(id), ConsistentRead: true })
  return Item && withoutKeys<Account>(Item)
}

/** Changes an account that is there. */
export const updateAccount = (
  table: Table,
  id: string,
  changes: Pick<Partial<Account>, 'name' | 'avoid_protected_traits' | 'currency' | 'time_zone' | 'sessions_from'>,
): Promise<boolean> => {
  const { expression, names, values } = assignments(changes)
  return conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.account(id),
      UpdateExpression: expression,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    }),
  )
}

/** Ids of all accounts: for the sweeper and operators. */
export async function listAccountIds(table: Table): Promise<string[]> {
  return (await queryAll<{ id: string }>(table, keys.accounts())).map((entry) => entry.id)
}
