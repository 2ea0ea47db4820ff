import type { Role } from '../../model/role.ts'
import { keys } from './keys.ts'
import { assignments, conditionally, queryAll, type Table, withoutKeys } from './table.ts'

/** A person who may look at an account with a browser. */
export interface Member {
  id: string
  /** The live account; the twin for tests has the same members. */
  account_id: string
  email: string
  role: Role
  created_at: string
  last_signed_in_at?: string
  /** ISO 8601: sessions that began before have ended. */
  sessions_from?: string
}

/** Where the address of a member leads to. */
interface Address {
  account_id: string
  member_id: string
}

/** Adds a member: false where the account has one of this address (the SHA-256 of its canonical form). */
export const putMember = (table: Table, member: Member, address: string): Promise<boolean> =>
  conditionally(() =>
    table.db.transactWrite({
      TransactItems: [
        { Put: { TableName: table.name, Item: { ...keys.member(member.account_id, member.id), ...member } } },
        {
          Put: {
            TableName: table.name,
            Item: {
              ...keys.address(address, member.account_id),
              account_id: member.account_id,
              member_id: member.id,
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ],
    }),
  )

export async function getMember(table: Table, accountId: string, id: string): Promise<Member | undefined> {
  const { Item } = await table.db.get({ TableName: table.name, Key: keys.member(accountId, id), ConsistentRead: true })
  return Item && withoutKeys<Member>(Item)
}

export const listMembers = (table: Table, accountId: string): Promise<Member[]> =>
  queryAll<Member>(table, keys.members(accountId))

/** The memberships of an address (the SHA-256 of its canonical form). */
export const membershipsOf = (table: Table, address: string): Promise<Address[]> =>
  queryAll<Address>(table, keys.addresses(address))

/** Changes a member who is there. */
export function updateMember(
  table: Table,
  { account_id, id }: Pick<Member, 'account_id' | 'id'>,
  changes: Pick<Partial<Member>, 'last_signed_in_at' | 'sessions_from'>,
): Promise<boolean> {
  const { expression, names, values } = assignments(changes)
  return conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.member(account_id, id),
      UpdateExpression: expression,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    }),
  )
}

/**
 * Gives a member another role, or takes the member away (no role), under the account's version: false when something else of
 * the account was written since it was read. So no two owners take each other's role at the same moment.
 */
export function changeMember(
  table: Table,
  version: number,
  { member: { account_id, id }, address, role }: { member: Member; address: string; role: Role | undefined },
): Promise<boolean> {
  const TableName = table.name
  const Key = keys.member(account_id, id)
  const changed = role
    ? [
        {
          Update: {
            TableName,
            Key,
            UpdateExpression: 'SET #role = :role',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#role': 'role' },
            ExpressionAttributeValues: { ':role': role },
          },
        },
      ]
    : [{ Delete: { TableName, Key } }, { Delete: { TableName, Key: keys.address(address, account_id) } }]
  return conditionally(() =>
    table.db.transactWrite({
      TransactItems: [
        {
          Update: {
            TableName,
            Key: keys.account(account_id),
            UpdateExpression: 'SET version = :next',
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':next': version + 1, ':version': version },
          },
        },
        ...changed,
      ],
    }),
  )
}

/** Adds one to the links that were asked for with an address in the window that starts then (epoch seconds); gives their sum. */
export async function addLinkRequest(table: Table, address: string, window: number, seconds: number): Promise<number> {
  const { Attributes } = await table.db.update({
    TableName: table.name,
    Key: keys.linkRequests(address, window),
    UpdateExpression: 'ADD requests :one SET expires_at = :expires_at',
    ExpressionAttributeValues: { ':one': 1, ':expires_at': window + 2 * seconds },
    ReturnValues: 'UPDATED_NEW',
  })
  return Number(Attributes?.requests)
}
