import { assumed } from '../at.ts'
import { millions, number } from '../format.ts'
import { callsOf, laws, runsAt } from '../growth.ts'
import { askedOf, type Model } from '../model.ts'
import { objectsOf, readsOf, writesOf } from '../objects.ts'
import type { Outlook } from '../outlook.ts'
import { facts } from '../prices.ts'

/** What the model takes for granted, and what it cannot know. */
export function basisPart({ model, target: { size } }: Outlook): string[] {
  const { measured, counted, template } = model
  const { atOnce } = template.machines.resolve
  const rows = number(measured.at(-1)!.rows)
  const { byCode, asked } = requestsChecked(model)
  return [
    '## What this rests on',
    '',
    '**Assumed, not measured**',
    '',
    `- A vCPU of Lambda takes ${assumed.slower} × as long as a core of the measuring machine. A function has memory ÷ ${number(facts.vcpuMb.value)} MB of them (${facts.vcpuMb.source}); more of them than the measuring machine's are not taken to help.`,
    `- ${(assumed.bytesASecond / 1e6).toFixed(1)} MB a second between a function and S3 (500 Mbit/s; one published measurement of downloads has 400 to 700), on top of the local transfer that is in the measured seconds. S3 takes ${assumed.secondsAWait} s to begin its answer (${facts.waitSeconds.source}).`,
    `- A cold start takes ${assumed.coldSeconds} s and is billed, as AWS does since August 2025 ("AWS Lambda standardizes billing for INIT Phase", AWS Compute Blog). The first ${atOnce} calls of a Map are cold, and so is every other step.`,
    '- Files come with at most 3 million rows each. One dataset, stream and trait, a cohort of everybody, one set of personas, one target of everybody, as in the generated orders. More columns, more identity sets and identifiers that many people share cost more.',
    `- Lambda writes ${assumed.logBytesACall} bytes of log of its own a call, Step Functions ${number(assumed.logBytesAState)} a state.`,
    '',
    '**Not linear, or not proven**',
    '',
    `- Lines through sizes up to ${rows} rows are drawn out to ${number(size.rows)}. Where DuckDB begins to spill it gets slower than a line; sorting grows a little faster than one.`,
    '- The seconds of `connect` are not of the runs: the roots of so many keys are in no cache. They were measured by themselves, among 314 million keys (`npm run bench -- connect`). After 450 s it hands over to its next call.',
    '- Files, partitions and shards ran two at a time on two cores and waited for each other: their seconds, taken as they are, are longer than alone.',
    '- The people of the fit sample, whose history is told, lie in the first shards: `personas/score` takes longer there than the average that is drawn out, and less in the others.',
    `- Nobody has run ${size.shards} shards. S3 and Lambda are taken to serve ${atOnce} calls as fast as one; S3 promises 3,500 PUTs a second of a prefix (docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html), which \`link\` can exceed: then the client asks again.`,
    '- No retries. A first build: later ones read only new files, and build only what is downstream of a change.',
    '',
    '**Counted**',
    '',
    `- S3 requests and bytes, events and API calls: by the local cloud, in the largest run of each way. Requests that grow as products (files × ranges, partitions × slices) are by reading the code: where the runs were forced to cut, it says ${number(byCode)}, and ${number(asked)} were counted.`,
    `- DynamoDB request units: by a counter before DynamoDB Local, in a run of its own of ${number(counted.rows)} rows; they do not grow with the rows.`,
    '- Memory, storage, time limits, calls at once, quiet period, states: read from the synthesised template. A child of a Distributed Map is a transition, and so is its state (docs.aws.amazon.com/step-functions/latest/dg/concepts-transitions.html).',
    '- Transfer between Lambda and S3 in one region is taken as free (aws.amazon.com/s3/faqs says so of EC2). Left out: downloads to the internet, one or two mails, KMS requests of the table, and what costs the same however many people there are (alarms, metrics, the sweep every five minutes).',
    '',
    `${millions(size.people)} million people were not run, and this page does not say that they work. It says what is known to stand in the way.`,
  ]
}

/** Requests of the steps whose requests are known by the code, in the runs that were forced to cut. */
function requestsChecked({ forced }: Model): { byCode: number; asked: number } {
  const sum = { byCode: 0, asked: 0 }
  for (const run of forced) {
    for (const { path } of laws.filter((law) => runsAt(law, run))) {
      const objects = objectsOf(path, run)
      if (!objects) continue
      const { s3Reads, s3Writes } = askedOf(path, run)
      sum.byCode += callsOf(path, run) * (readsOf(objects) + writesOf(objects))
      sum.asked += s3Reads + s3Writes
    }
  }
  return sum
}
