/**
 * Dollars in us-east-1, on demand, first tier, from AWS's public price lists as remembered on 2026-11-29: HTTP API $1.00 a million
 * requests, SQS $0.40 a million requests (each 64 KB of a message is one), Lambda $0.20 a million calls and 16.6667e-6 a GB second,
 * DynamoDB $0.625 a million write and $0.125 a million read units, S3 $5 a million puts.
 */
export const prices = {
  ...{ httpRequest: 1e-6, sqsRequest: 0.4e-6, call: 0.2e-6, gbSecond: 16.6667e-6 },
  ...{ writeUnit: 0.625e-6, readUnit: 0.125e-6, s3Put: 5e-6, logLine: 0.13e-6 },
}

export interface Load {
  /** Events of one request. */
  aRequest: number
  /** Events a second, which fill the batches of the consumer. */
  aSecond: number
}

/** Measured by the bench, an event. */
export interface Measured {
  writeUnits: number
  readUnits: number
  consumerMs: number
}

/** Lambda's vCPU against a core of the measuring machine. */
const slower = 1.5
const intakeMs = 15
const windowSeconds = 1
const messagesAtOnce = 100

/** Dollars of a million events, part by part. Functions have 1 GB. */
export function costOf({ aRequest, aSecond }: Load, { writeUnits, readUnits, consumerMs }: Measured) {
  const events = 1e6
  const requests = events / aRequest
  const requestsASecond = aSecond / aRequest
  const messagesABatch = Math.min(messagesAtOnce, Math.max(1, requestsASecond * windowSeconds))
  const batches = requests / messagesABatch
  const parts = {
    'HTTP API, with its log line': requests * (prices.httpRequest + prices.logLine),
    intake: requests * (prices.call + (intakeMs / 1000) * prices.gbSecond + 2 * prices.readUnit),
    // Sent, received and deleted; the latter two ten messages at a time.
    SQS: requests * prices.sqsRequest * (1 + 2 / Math.min(10, messagesABatch)),
    consumer: batches * prices.call + events * ((consumerMs * slower) / 1000) * prices.gbSecond,
    'log in S3': batches * prices.s3Put,
    'table: writes': events * writeUnits * prices.writeUnit,
    'table: reads': events * readUnits * prices.readUnit,
  }
  return { parts, sum: Object.values(parts).reduce((sum, part) => sum + part, 0) }
}

/**
 * Dollars a month without any event: Lambda's pollers ask the queue, five of them, each in long calls of 20 s. Tables, functions and buckets
 * cost nothing at rest; two alarms of the queue are $0.10 each.
 */
export const idleMonth = () => ((30 * 24 * 3600) / 20) * 5 * prices.sqsRequest + 2 * 0.1
