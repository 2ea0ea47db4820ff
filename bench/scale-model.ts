import type { Requests } from './cloud-process.ts'
import type { StepUse, Use } from './measured-cloud.ts'

export interface Measured {
  rows: number
  people: number
  use: Use
  steps: StepUse[]
  requests: Requests
}

/** Dollars a million, us-east-1, x86, on demand. Pages: aws.amazon.com/{lambda,s3,step-functions,dynamodb}/pricing. */
const PRICES = {
  lambdaGbSecond: 16.6667,
  lambdaRequest: 0.2,
  s3Write: 5,
  s3Read: 0.4,
  transition: 25,
  dynamoWrite: 0.625,
}

const PEOPLE = 100_000_000
/** As the product cuts people: powers of two from 500,000 people on, at most 256. */
const SHARDS = 256
const LONGEST_CALL = 900
/** Of the machines ingest, resolve, cohort, personas, predict and deliver. */
const MACHINES = 6
/** States beside the shards' own: wait or cluster, prepare, the Map, finish. */
const STATES_PER_MACHINE = 4
/** Claim, running, progress, the finished output, and what the account's list keeps. */
const WRITES_PER_BUILD = 6

/** Steps whose work is cut by shard (ingest's by file); the others are one call however many people there are. */
const isSharded = (name: string) => /Shard|Score/.test(name)
/** Every shard of it reads the rows of the whole account. */
const readsAll = (name: string) => /ResolveShard/.test(name)
/** Its sample ends at 200,000 people. */
const isSampled = (name: string) => /Cluster/.test(name)

/** The model of 100 million people as lines of Markdown, every factor shown. */
export function modelOf(measured: Measured[]): string[] {
  const [last, before] = [measured.at(-1)!, measured.at(-2)]
  if (!before) return ['A model needs two sizes.']
  const rows = Math.round((last.rows / last.people) * PEOPLE)
  const steps = last.steps
    .filter(({ name, calls }) => /Steps/.test(name) && calls > 0)
    .map((step) => extrapolate(step, before, last, rows))
    .sort((a, b) => b.gbSeconds - a.gbSeconds)
  const gbSeconds = steps.reduce((sum, step) => sum + step.gbSeconds, 0)
  const calls = steps.reduce((sum, step) => sum + step.calls, 0)
  const shardedCalls = steps.filter(({ name }) => isSharded(name)).reduce((sum, step) => sum + step.calls, 0)
  const shardsNow = last.steps.find(({ name }) => /Score/.test(name))?.calls ?? 1
  const perShard = { writes: last.requests.writes / shardsNow, reads: last.requests.reads / shardsNow }
  const transitions = MACHINES * STATES_PER_MACHINE + shardedCalls
  const bill = [
    priced('Lambda', `${number(gbSeconds)} GB-s`, gbSeconds, PRICES.lambdaGbSecond),
    priced('Lambda calls', number(calls), calls, PRICES.lambdaRequest),
    priced('S3 writes', `${number(perShard.writes)} a shard × ${SHARDS}`, perShard.writes * SHARDS, PRICES.s3Write),
    priced('S3 reads', `${number(perShard.reads)} a shard × ${SHARDS}`, perShard.reads * SHARDS, PRICES.s3Read),
    priced(
      'Step Functions',
      `${MACHINES} × ${STATES_PER_MACHINE} + ${number(shardedCalls)}`,
      transitions,
      PRICES.transition,
    ),
    priced(
      'DynamoDB',
      `${MACHINES} builds × ${WRITES_PER_BUILD} writes`,
      MACHINES * WRITES_PER_BUILD,
      PRICES.dynamoWrite,
    ),
  ]
  const total = bill.reduce((sum, { dollars }) => sum + dollars, 0)
  const long = steps.filter(({ seconds, calls }) => seconds / calls > LONGEST_CALL)
  return [
    `## 100 million people, by arithmetic`,
    '',
    `${number(PEOPLE)} people with ${(last.rows / last.people).toFixed(2)} orders each (as measured) are ${number(rows)} rows, in ${SHARDS} shards and as many files.`,
    `A step takes a + b × rows seconds: b is the slope between ${number(before.rows)} and ${number(last.rows)} rows, a what is left at the smaller.`,
    'Shards and files each pay a; a shard of resolve reads the rows of all, so it pays b for them, too; the fit works on a sample and takes what it took. Seconds are those of this machine, elapsed.',
    '',
    '| step | GB | calls | a, s | b, s per million rows | seconds in all | GB-seconds |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...steps.map(
      ({ name, gb, calls, fixed, slope, seconds, gbSeconds }) =>
        `| ${name} | ${gb.toFixed(2)} | ${calls} | ${fixed.toFixed(2)} | ${(slope * 1e6).toFixed(2)} | ${number(seconds)} | ${number(gbSeconds)} |`,
    ),
    '',
    '| | arithmetic | $ |',
    '|---|---|---:|',
    ...bill.map(({ what, how, dollars }) => `| ${what} | ${how} | ${dollars.toFixed(4)} |`),
    `| **all** | | **${total.toFixed(2)}** |`,
    '',
    `One build of everything: $${total.toFixed(2)}, $${((total / PEOPLE) * 1e6).toFixed(4)} per million people.`,
    ...(long.length
      ? [
          '',
          `**Beyond one call's ${LONGEST_CALL} seconds** by this arithmetic, and so not built as it stands: ${long
            .map(
              ({ name, slope, fixed }) =>
                `${name} (up to ${number(Math.floor(Math.max(0, LONGEST_CALL - fixed) / slope / 1e6))} million rows)`,
            )
            .join(', ')}.`,
        ]
      : []),
  ]
}

function priced(what: string, how: string, units: number, aMillion: number) {
  return { what, how: `${how} × $${aMillion} a million`, dollars: (units / 1e6) * aMillion }
}

function extrapolate(step: StepUse, before: Measured, last: Measured, rows: number) {
  const then = before.steps.find(({ name }) => name === step.name)
  const each = step.seconds / step.calls
  const eachThen = then ? then.seconds / then.calls : each
  const isCut = isSharded(step.name) && !readsAll(step.name)
  const rowsEach = isCut ? last.rows / step.calls : last.rows
  const rowsThen = then && isCut ? before.rows / then.calls : before.rows
  const sampled = isSampled(step.name)
  const slope = sampled || rowsEach === rowsThen ? 0 : Math.max(0, (each - eachThen) / (rowsEach - rowsThen))
  const fixed = sampled ? each : Math.max(0, eachThen - slope * rowsThen)
  const calls = isSharded(step.name) ? SHARDS : 1
  const seconds = calls * fixed + slope * rows * (readsAll(step.name) ? calls : 1)
  const gb = step.memoryMb / 1024
  return { name: step.name.replace(/^.*Steps/, ''), gb, calls, fixed, slope, seconds, gbSeconds: seconds * gb }
}

const number = (value: number) => Math.round(value).toLocaleString('en')
