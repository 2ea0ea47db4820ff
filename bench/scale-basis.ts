import { assumed } from './scale-at.ts'
import { millions, number, pricePer, row } from './scale-format.ts'
import type { Size } from './scale-growth.ts'
import type { Model } from './scale-model.ts'
import { facts, LOOKED_UP, type Price, prices } from './scale-prices.ts'

/** What the model takes for granted, and what it cannot know. */
export function basisPart({ measured, counted, template }: Model, defaultMb: number, target: Size): string[] {
  const { atOnce } = template.machines.resolve
  const large = Math.max(...Object.values(template.steps).map(({ memoryMb }) => memoryMb))
  const rows = number(measured.at(-1)!.rows)
  return [
    '## What this rests on',
    '',
    '**Assumed, not measured**',
    '',
    `- A vCPU of Lambda takes ${assumed.slower} × as long as a core of the measuring machine. A function has memory ÷ ${number(facts.vcpuMb.value)} MB of them (${facts.vcpuMb.source}).`,
    `- ${(assumed.bytesASecond / 1e6).toFixed(1)} MB a second between a function and S3 (500 Mbit/s; one published measurement of downloads has 400 to 700), on top of the local transfer that is in the measured seconds.`,
    `- A cold start takes ${assumed.coldSeconds} s and is billed, as AWS does since August 2025 ("AWS Lambda standardizes billing for INIT Phase", AWS Compute Blog). The first ${atOnce} calls of a Map are cold, and so is every other step.`,
    '- Files come with at most 3 million rows each; where that makes more than 256, calls read more.',
    '- One dataset, stream and trait, a cohort of everybody, one set of personas, one target of everybody, as in the generated orders. More columns, more identity sets and identifiers that many people share cost more.',
    `- The steps that work on everybody at once have ${number(large)} MB (\`-c large-step-memory=${large}\`); in the template as it comes they have ${number(defaultMb)}.`,
    `- Lambda writes ${assumed.logBytesACall} bytes of log of its own a call, Step Functions ${number(assumed.logBytesAState)} a state.`,
    '',
    '**Not linear, or not proven**',
    '',
    `- Lines through sizes up to ${rows} rows are drawn out to ${number(target.rows)}. Where DuckDB begins to spill it gets slower than a line; sorting grows a little faster than one.`,
    '- Files and shards ran two at a time on two cores and waited for each other: their seconds, taken as they are, are longer than alone.',
    '- The people of the fit sample, whose history is told, lie in the first shards: `personas/score` takes longer there than the average that is drawn out, and less in the others.',
    `- Nobody has run ${target.shards} shards. S3 and Lambda are taken to serve ${atOnce} calls as fast as one.`,
    '- No retries. A first build: later ones read only new files, and build only what is downstream of a change.',
    '',
    '**Counted**',
    '',
    `- S3 requests and bytes, events and API calls: by the local cloud, at ${rows} rows. For steps that add shards or files up the requests are multiplied by their number, an upper bound.`,
    `- DynamoDB request units: by a counter before DynamoDB Local, in a run of its own of ${number(counted.rows)} rows; they do not grow with the rows.`,
    '- State transitions, memory, storage, time limits, calls at once, quiet period: read from the synthesised template. A child of a Distributed Map is a transition, and so is each of its states (docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html).',
    '- Transfer between Lambda and S3 in one region is taken as free (aws.amazon.com/s3/faqs says so of EC2). Left out: downloads to the internet, one or two mails, KMS requests of the table, and what costs the same however many people there are (alarms, metrics, the sweep every five minutes).',
    '',
    `${millions(target.people)} million people were not run, and this page does not say that they work. It says what is known to stand in the way.`,
    '',
  ]
}

export function pricesPart(): string[] {
  const said = { AWS: 'AWS', others: 'others, who quote AWS', nobody: '**nobody: from memory**' }
  return [
    '## Prices',
    '',
    `us-east-1, on demand, first tier, without the free tier. Looked up on ${LOOKED_UP} in stored copies of public pages, not live. AWS's own pages fill most of their prices in by script, which the copies do not show: there, a page that quotes them is named. Check them before you rely on them.`,
    '',
    '| $ | for one | said by | where |',
    '|---:|---|---|---|',
    ...Object.values<Price>(prices).map((one) => row(pricePer(one), one.unit, said[one.by], one.source)),
  ]
}
