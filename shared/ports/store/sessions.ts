import { keys } from './keys.ts'
import { conditionally, type Table, withoutKeys } from './table.ts'

/** A person who is signed in to an account with a browser. */
export interface Session {
  /** The account that it looks at: the one in which it was opened, or its twin. */
  account_id: string
  /** The account in which it was opened. */
  home_id: string
  /** The member who opened it with a link. Without a member and a key an operator's link opened it. */
  member_id?: string
  /** The SHA-256 of the key that opened it: it ends with the key. */
  key?: string
  created_at: string
  /** ISO 8601: the session ends then, however it is used. */
  ends_at: string
  /** Epoch seconds: the session ends then, unless it is used before; the table forgets it some time after. */
  expires_at: number
}

/** Stores a session under the SHA-256 of its secret; the secret itself is never stored. */
export async function putSession(table: Table, sha256: string, session: Session): Promise<void> {
  await table.db.put({ TableName: table.name, Item: { ...keys.session(sha256), ...session } })
}

export async function getSession(table: Table, sha256: string): Promise<Session | undefined> {
  const { Item } = await table.db.get({ TableName: table.name, Key: keys.session(sha256), ConsistentRead: true })
  return Item && withoutKeys<Session>(Item)
}

/** Lets a session that was used last longer; one that has ended meanwhile stays ended. */
export const extendSession = (table: Table, sha256: string, expires_at: number): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.session(sha256),
      UpdateExpression: 'SET expires_at = :expires_at',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':expires_at': expires_at },
    }),
  )

/** Lets a session look at the other account of the customer. */
export const turnSession = (table: Table, sha256: string, account_id: string): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.session(sha256),
      UpdateExpression: 'SET account_id = :account_id',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':account_id': account_id },
    }),
  )

export async function deleteSession(table: Table, sha256: string): Promise<void> {
  await table.db.delete({ TableName: table.name, Key: keys.session(sha256) })
}

/** A link that signs in to an account, once. */
export interface SignIn {
  account_id: string
  /** The member whom it signs in. Without one it is an operator's. */
  member_id?: string
  /** Epoch seconds. */
  expires_at: number
}

/** Stores a link under the SHA-256 of its token; the token itself is never stored. */
export async function putSignIn(table: Table, sha256: string, signIn: SignIn): Promise<void> {
  await table.db.put({ TableName: table.name, Item: { ...keys.signIn(sha256), ...signIn } })
}

/** Takes a link away and gives it, to one of those who ask at the same moment: the condition lets one delete win. */
export async function takeSignIn(table: Table, sha256: string): Promise<SignIn | undefined> {
  let taken: SignIn | undefined
  await conditionally(async () => {
    const { Attributes } = await table.db.delete({
      TableName: table.name,
      Key: keys.signIn(sha256),
      ConditionExpression: 'attribute_exists(pk)',
      ReturnValues: 'ALL_OLD',
    })
    taken = Attributes && withoutKeys<SignIn>(Attributes)
  })
  return taken
}
