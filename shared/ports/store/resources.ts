import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import type { Build, Progress, Resource, ResourceType } from '../../model/resource.ts'
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

/**
 * Takes a resource for a build by counting `attempt` up from the value the planner saw: of many who try at once, one
 * wins. Returns the attempt, or undefined for those who lost.
 */
export async function claim(
  table: Table,
  resource: Resource,
  claimed: { digest: string; until: string; now: string },
): Promise<number | undefined> {
  const attempt = resource.attempt + 1
  const won = await updateResource(
    table,
    { account_id: resource.account_id, type: resource.type, id: resource.id, attempt: resource.attempt },
    {
      attempt,
      claimed_until: claimed.until,
      claimed_digest: claimed.digest,
      status: 'starting',
      status_changed_at: claimed.now,
      status_note: undefined,
      progress: undefined,
    },
  )
  return won ? attempt : undefined
}

const held = (build: Build) => ({
  account_id: build.account_id,
  type: build.resource_type,
  id: build.resource_id,
  attempt: build.attempt,
  holding: true,
})

/** A build that begins to work says so; false when it no longer holds its resource and must stop. */
export const markRunning = (table: Table, build: Build, now: string): Promise<boolean> =>
  updateResource(table, held(build), { status: 'running', status_changed_at: now, last_read_input_at: now })

/**
 * How far a build is. Lost silently when the build no longer holds its resource, and when it has said a larger share
 * before: of a step that runs twice, or of items that run side by side.
 */
export const markProgress = (table: Table, build: Build, progress: Progress): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.resource(build.account_id, build.resource_type, build.resource_id),
      UpdateExpression: 'SET #progress = :progress',
      ConditionExpression:
        'attempt = :attempt AND attribute_exists(claimed_until) AND ' +
        '(attribute_not_exists(#progress) OR #progress.#share < :share)',
      ExpressionAttributeNames: { '#progress': 'progress', '#share': 'share' },
      ExpressionAttributeValues: { ':progress': progress, ':share': progress.share, ':attempt': build.attempt },
    }),
  )

/**
 * The one flip of a pointer that makes a build visible. False when the build no longer holds its resource: a later
 * attempt does, and this one's work is dropped.
 */
export const publish = (
  table: Table,
  build: Build,
  published: {
    now: string
    built_digest: string
    output: Record<string, unknown>
    output_digest: string
    changes?: Record<string, unknown>
  },
): Promise<boolean> =>
  updateResource(table, held(build), {
    status: 'ready',
    status_changed_at: published.now,
    updated_at: published.now,
    last_updated_output_at: published.now,
    built_digest: published.built_digest,
    output: published.output,
    output_digest: published.output_digest,
    status_error: undefined,
    status_note: undefined,
    failed_digest: undefined,
    claimed_until: undefined,
    claimed_digest: undefined,
    progress: undefined,
    ...published.changes,
  })

/**
 * Ends a build without a result; its last good output stays. The inputs it was claimed for are remembered as not worth
 * trying again.
 */
export const markFailed = (table: Table, build: Build, failed: { now: string; sentence: string }): Promise<boolean> =>
  conditionally(() =>
    table.db.update({
      TableName: table.name,
      Key: keys.resource(build.account_id, build.resource_type, build.resource_id),
      UpdateExpression:
        'SET #status = :error, status_changed_at = :now, updated_at = :now, status_error = :sentence, ' +
        'failed_digest = claimed_digest REMOVE claimed_until, claimed_digest, progress, status_note',
      ConditionExpression: 'attempt = :attempt AND attribute_exists(claimed_until)',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: {
        ':error': 'error',
        ':now': failed.now,
        ':sentence': failed.sentence,
        ':attempt': build.attempt,
      },
    }),
  )

/** Lets a build's claim go without a verdict: the planner takes the resource again. */
export const release = (table: Table, build: Build, now: string, status: 'new' | 'ready' | 'error'): Promise<boolean> =>
  updateResource(table, held(build), {
    status,
    status_changed_at: now,
    claimed_until: undefined,
    claimed_digest: undefined,
    progress: undefined,
  })

/** A piece of news of a resource, as somebody mails it. */
interface MailedNews {
  account_id: string
  type: ResourceType
  id: string
  key: string
}

const updateMail = (
  table: Table,
  { account_id, type, id }: MailedNews,
  update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
) =>
  conditionally(() => table.db.update({ TableName: table.name, Key: keys.resource(account_id, type, id), ...update }))

/**
 * Takes a piece of news for mailing: false when it was mailed, or somebody else has taken it and is not late. One who took
 * it and began to send is never late: nobody can know whether that mail went.
 */
export const claimMail = (
  table: Table,
  news: MailedNews & { now: string; until: string; tries: number },
): Promise<boolean> =>
  updateMail(table, news, {
    UpdateExpression: 'SET mailing = :mailing',
    ConditionExpression:
      'attribute_exists(pk) AND (attribute_not_exists(mailed_for) OR mailed_for <> :key) AND ' +
      '(attribute_not_exists(mailing) OR mailing.#key <> :key OR ' +
      '(mailing.#until < :now AND attribute_not_exists(mailing.#sending)))',
    ExpressionAttributeNames: { '#key': 'key', '#until': 'until', '#sending': 'sending' },
    ExpressionAttributeValues: {
      ':mailing': { key: news.key, until: news.until, tries: news.tries },
      ':key': news.key,
      ':now': news.now,
    },
  })

/** Says that the mail goes now: false when the claim (until `until`) went to somebody else meanwhile. */
export const markSending = (table: Table, news: MailedNews & { until: string }): Promise<boolean> =>
  updateMail(table, news, {
    UpdateExpression: 'SET mailing.#sending = :true',
    ConditionExpression: 'mailing.#key = :key AND mailing.#until = :until AND attribute_not_exists(mailing.#sending)',
    ExpressionAttributeNames: { '#key': 'key', '#until': 'until', '#sending': 'sending' },
    ExpressionAttributeValues: { ':true': true, ':key': news.key, ':until': news.until },
  })

/** Ends the mailing of a piece of news with these changes; false when it is mailed no more, because newer news came. */
export function endMailing(table: Table, news: MailedNews, changes: Record<string, unknown>): Promise<boolean> {
  const { expression, names, values } = assignments(toItem(changes))
  return updateMail(table, news, {
    UpdateExpression: expression,
    ConditionExpression: '#mailing.#key = :news',
    ExpressionAttributeNames: { ...names, '#mailing': 'mailing', '#key': 'key' },
    ExpressionAttributeValues: { ...values, ':news': news.key },
  })
}
