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
  /** IANA name: the clock by which its days and times are said; without it UTC. */
  time_zone?: string
}

/** `profiles:read` opens the Profile API for reading and nothing else: such a key may lie on more servers. */
export const keyScopes = ['all', 'profiles:read'] as const
export type KeyScope = (typeof keyScopes)[number]

export interface ApiKey {
  account_id: string
  mode: Mode
  created_at: string
  /** Without one it may do everything. */
  scope?: KeyScope
  /** ISO 8601; without it the key does not expire. */
  expires_on?: string
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

/** Changes what a customer may change of an account. */
export const updateAccount = (
  table: Table,
  id: string,
  changes: Pick<Partial<Account>, 'name' | 'avoid_protected_traits' | 'currency' | 'time_zone'>,
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

/** Stores a key under the SHA-256 of its text; the text itself is never stored. */
export async function putApiKey(table: Table, sha256: string, key: ApiKey): Promise<boolean> {
  return conditionally(() =>
    table.db.put({
      TableName: table.name,
      Item: { ...keys.apiKey(sha256), ...key },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  )
}

export async function getApiKey(table: Table, sha256: string): Promise<ApiKey | undefined> {
  const { Item } = await table.db.get({ TableName: table.name, Key: keys.apiKey(sha256), ConsistentRead: true })
  return Item && withoutKeys<ApiKey>(Item)
}
