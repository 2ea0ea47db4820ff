import type { ResourceType } from '../../model/resource.ts'

/**
 * Every key of the table on one screen. All that belongs to an account shares its partition, so that the planner reads
 * an account in one consistent query, and nothing can be asked for across accounts. Patterns: docs/access-patterns.md
 */
const partition = (accountId: string) => `ACCOUNT#${accountId}`

export const keys = {
  /** The directory of accounts: for operators and the sweeper only. */
  accounts: () => ({ pk: 'ACCOUNTS' }),
  accountEntry: (accountId: string) => ({ pk: 'ACCOUNTS', sk: accountId }),
  account: (accountId: string) => ({ pk: partition(accountId), sk: 'ACCOUNT' }),
  apiKey: (sha256: string) => ({ pk: `KEY#${sha256}`, sk: 'KEY' }),
  apiKeyEntry: (accountId: string, id: string) => ({ pk: partition(accountId), sk: `APIKEY#${id}` }),
  apiKeyEntries: (accountId: string) => ({ pk: partition(accountId), prefix: 'APIKEY#' }),
  members: (accountId: string) => ({ pk: partition(accountId), prefix: 'MEMBER#' }),
  member: (accountId: string, id: string) => ({ pk: partition(accountId), sk: `MEMBER#${id}` }),
  /** The accounts that an e-mail address signs in to. The address stands there as its digest: a key shows no personal data. */
  addresses: (sha256: string) => ({ pk: `ADDRESS#${sha256}`, prefix: 'ACCOUNT#' }),
  address: (sha256: string, accountId: string) => ({ pk: `ADDRESS#${sha256}`, sk: `ACCOUNT#${accountId}` }),
  linkRequests: (sha256: string, window: number) => ({ pk: `ADDRESS#${sha256}`, sk: `REQUESTS#${window}` }),
  session: (sha256: string) => ({ pk: `SESSION#${sha256}`, sk: 'SESSION' }),
  signIn: (sha256: string) => ({ pk: `SIGNIN#${sha256}`, sk: 'SIGNIN' }),
  resources: (accountId: string, type?: ResourceType) => ({
    pk: partition(accountId),
    prefix: type ? `RESOURCE#${type}#` : 'RESOURCE#',
  }),
  resource: (accountId: string, type: ResourceType, id: string) => ({
    pk: partition(accountId),
    sk: `RESOURCE#${type}#${id}`,
  }),
  idempotency: (accountId: string, key: string) => ({ pk: partition(accountId), sk: `IDEMPOTENCY#${key}` }),
  /** `window` is epoch seconds, in which texts sort as numbers until the year 2286. */
  requests: (accountId: string, window: number) => ({ pk: partition(accountId), sk: `REQUESTS#${window}` }),
  /** Attempts sort as text up to ten digits, so the newest builds are the last of the range. */
  builds: (accountId: string, type: ResourceType, id: string) => ({
    pk: partition(accountId),
    prefix: `BUILD#${type}#${id}#`,
  }),
  build: (accountId: string, type: ResourceType, id: string, attempt: number) => ({
    pk: partition(accountId),
    sk: `BUILD#${type}#${id}#${String(attempt).padStart(10, '0')}`,
  }),
  /** Decisions of somebody of the account about who is who. */
  decisions: (accountId: string) => ({ pk: partition(accountId), prefix: 'DECISION#' }),
  decision: (accountId: string, digest: string) => ({ pk: partition(accountId), sk: `DECISION#${digest}` }),
  writeKey: (sha256: string) => ({ pk: `WRITEKEY#${sha256}`, sk: 'WRITEKEY' }),
  /** Apart from the account's partition: a flood of events must not slow down its configuration. */
  sourceRequests: (accountId: string, sourceId: string, window: number) => ({
    pk: `SOURCE#${accountId}#${sourceId}`,
    sk: `REQUESTS#${window}`,
  }),
  /** The Profile API's. Apart from the account's partition, as the requests of sources are. */
  spaceRequests: (accountId: string, window: number) => ({ pk: `SPACE#${accountId}`, sk: `REQUESTS#${window}` }),
  observed: (accountId: string, sourceId: string, kind: 'rejections' | 'samples') => ({
    pk: `SOURCE#${accountId}#${sourceId}`,
    prefix: `${kind.toUpperCase()}#`,
  }),
  /** `moment` sorts as text: the time of the request, and what tells requests of one millisecond apart. */
  observedOne: (accountId: string, sourceId: string, kind: 'rejections' | 'samples', moment: string) => ({
    pk: `SOURCE#${accountId}#${sourceId}`,
    sk: `${kind.toUpperCase()}#${moment}`,
  }),
  runs: (accountId: string, scheduleId: string) => ({ pk: partition(accountId), prefix: `RUN#${scheduleId}#` }),
  /** Scheduled times sort as text, so the newest runs are the last of the range. */
  run: (accountId: string, scheduleId: string, scheduledTime: string) => ({
    pk: partition(accountId),
    sk: `RUN#${scheduleId}#${scheduledTime}`,
  }),
}
