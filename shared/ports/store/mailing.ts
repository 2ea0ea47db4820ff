import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb'
import type { ResourceType } from '../../model/resource.ts'
import { keys } from './keys.ts'
import { toItem } from './ordered.ts'
import { assignments, conditionally, type Table } from './table.ts'

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
