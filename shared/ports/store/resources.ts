import type { Resource, ResourceType } from '../../model/resource.ts'
import { keys } from './keys.ts'
import { fromItem, toItem } from './ordered.ts'
import { assignments, conditionally, queryAll, type Table, withoutKeys } from './table.ts'

export async function getResource<Type extends ResourceType>(
  table: Table,
  accountId: string,
  type: Type,
  id: string,
): Promise<Resource<Type> | undefined> {
  const { Item } = await table.db.get({
    TableName: table.name,
    Key: keys.resource(accountId, type, id),
    ConsistentRead: true,
  })
  return Item && fromItem<Resource<Type>>(withoutKeys(Item))
}

/** All resources of an account, or those of one type, in no promised order. */
export const listResources = async <Type extends ResourceType>(
  table: Table,
  accountId: string,
  type?: Type,
): Promise<Resource<Type>[]> =>
  (await queryAll<Record<string, unknown>>(table, keys.resources(accountId, type))).map(fromItem<Resource<Type>>)

/** One write of several resources of one account. */
export interface ConfigWrite {
  put?: Resource[]
  /** Changes of single attributes; `undefined` removes. The resource must exist. */
  update?: { type: ResourceType; id: string; changes: Record<string, unknown> }[]
  remove?: { type: ResourceType; id: string }[]
  /**
   * The Idempotency-Key of the request that writes, and the resource that it makes: remembered in the same transaction, or
   * nothing is written. The key must be reserved, and nothing made under it yet.
   */
  made_under?: { key: string; type: ResourceType; id: string }
  /** Write keys of sources, by their SHA-256: which source each belongs to. */
  write_keys?: { put?: { sha256: string; source_id: string }[]; remove?: string[] }
}

/**
 * Writes configurations under the account's version: false when another config write came between reading the account
 * and this one (read again, decide again). That is what keeps "no cycle" and "not in use" true. At most 99 resources
 * (a transaction ends at 100 actions), 98 with an Idempotency-Key.
 */
export async function writeConfig(
  table: Table,
  account: { id: string; version: number },
  write: ConfigWrite,
): Promise<boolean> {
  const at = (type: ResourceType, id: string) => ({ TableName: table.name, Key: keys.resource(account.id, type, id) })
  const rememberMade = ({ key, type, id }: NonNullable<ConfigWrite['made_under']>) => ({
    Update: {
      TableName: table.name,
      Key: keys.idempotency(account.id, key),
      UpdateExpression: 'SET #made = :made',
      ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#made)',
      ExpressionAttributeNames: { '#made': 'made' },
      ExpressionAttributeValues: { ':made': { type, id } },
    },
  })
  return conditionally(() =>
    table.db.transactWrite({
      TransactItems: [
        {
          Update: {
            TableName: table.name,
            Key: keys.account(account.id),
            UpdateExpression: 'SET version = :next',
            ConditionExpression: 'version = :seen',
            ExpressionAttributeValues: { ':seen': account.version, ':next': account.version + 1 },
          },
        },
        ...(write.put ?? []).map((resource) => ({
          Put: {
            TableName: table.name,
            Item: { ...keys.resource(account.id, resource.type, resource.id), ...toItem({ ...resource }) },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        })),
        ...(write.update ?? []).map(({ type, id, changes }) => {
          const { expression, names, values } = assignments(toItem(changes))
          return {
            Update: {
              ...at(type, id),
              UpdateExpression: expression,
              ConditionExpression: 'attribute_exists(pk)',
              ExpressionAttributeNames: names,
              ExpressionAttributeValues: values,
            },
          }
        }),
        ...(write.remove ?? []).map(({ type, id }) => ({ Delete: at(type, id) })),
        ...(write.write_keys?.put ?? []).map(({ sha256, source_id }) => ({
          Put: {
            TableName: table.name,
            Item: { ...keys.writeKey(sha256), account_id: account.id, source_id },
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        })),
        ...(write.write_keys?.remove ?? []).map((sha256) => ({
          Delete: { TableName: table.name, Key: keys.writeKey(sha256) },
        })),
        ...(write.made_under ? [rememberMade(write.made_under)] : []),
      ],
    }),
  )
}

/** Changes single attributes of a resource that exists (and, with `attempt`, is still held by that build). */
export async function updateResource(
  table: Table,
  where: { account_id: string; type: ResourceType; id: string; attempt?: number; holding?: boolean },
  changes: Record<string, unknown>,
): Promise<boolean> {
  const { expression, names, values } = assignments(toItem(changes))
  const conditions = ['attribute_exists(pk)']
  if (where.attempt !== undefined) {
    conditions.push('#attempt_seen = :attempt_seen')
    names['#attempt_seen'] = 'attempt'
    values[':attempt_seen'] = where.attempt
  }
  if (where.holding) {
    conditions.push('attribute_exists(#held)')
    names['#held'] = 'claimed_until'
  }
  return conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.resource(where.account_id, where.type, where.id),
      UpdateExpression: expression,
      ConditionExpression: conditions.join(' AND '),
      ExpressionAttributeNames: names,
      ...(Object.keys(values).length && { ExpressionAttributeValues: values }),
    }),
  )
}
