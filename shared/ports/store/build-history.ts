import type { PastBuild } from '../../model/past-build.ts'
import type { Build, Resource, ResourceType } from '../../model/resource.ts'
import { keys } from './keys.ts'
import { assignments, conditionally, type Table, withoutKeys } from './table.ts'

/** For so long a build is remembered, in seconds: 400 days. */
const keptFor = 400 * 86_400

const keyOf = ({ account_id, resource_type, resource_id, attempt }: Build) =>
  keys.build(account_id, resource_type, resource_id, attempt)

/** Remembers that a build is about to begin, unless it ended already: of planners who look at once, one may be late. */
export async function noteBegun(table: Table, build: Build, { now, why }: { now: Date; why: string }): Promise<void> {
  const begun: PastBuild = { attempt: build.attempt, why, started_at: now.toISOString(), outcome: 'running' }
  await conditionally(() =>
    table.db.put({
      TableName: table.name,
      Item: { ...keyOf(build), ...begun, expires_at: Math.floor(now.getTime() / 1000) + keptFor },
      ConditionExpression: 'attribute_not_exists(pk) OR #outcome = :running',
      ExpressionAttributeNames: { '#outcome': 'outcome' },
      ExpressionAttributeValues: { ':running': 'running' },
    }),
  )
}

/** Remembers how a build ended. Of several words the first counts: a step that runs twice says nothing new. */
export async function noteEnded(
  table: Table,
  build: Build,
  ended: Pick<PastBuild, 'outcome' | 'ended_at' | 'status_error' | 'count'>,
): Promise<void> {
  const { expression, names, values } = assignments(ended)
  await conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keyOf(build),
      UpdateExpression: expression,
      ConditionExpression: '#outcome = :running',
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ...values, ':running': 'running' },
    }),
  )
}

/** The latest builds of a resource, newest first. */
export async function listBuilds(
  table: Table,
  { account_id, type, id }: Pick<Resource<ResourceType>, 'account_id' | 'type' | 'id'>,
  limit: number,
): Promise<PastBuild[]> {
  const { pk, prefix } = keys.builds(account_id, type, id)
  const { Items = [] } = await table.db.query({
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: limit,
  })
  return Items.map((item) => {
    const { expires_at: _expires, ...build } = withoutKeys<PastBuild & { expires_at: number }>(item)
    return build
  })
}
