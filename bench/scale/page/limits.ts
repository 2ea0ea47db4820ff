import { recordsHeld } from '../../../shared/lake/people/key-memory.ts'
import { peoplePerShard } from '../../../shared/lake/shard-range.ts'
import { millions, number, row } from '../format.ts'
import { workingMb } from '../growth.ts'
import type { Limit } from '../limits.ts'
import type { Outlook } from '../outlook.ts'

/** Bounds that lie further away than so many times the target are left out. */
const FAR = 5

/** Where each template ends, side by side. */
export function limitsPart(asItComes: Outlook, large: Outlook, rowsEach: number): string[] {
  const near = (one: Outlook) => one.limits.filter(({ size }) => size.people <= FAR * one.target.size.people)
  const keyOf = ({ where, bound }: Limit) => `${where}: ${bound.replace(/^[\d,]+ MB of memory/, 'memory')}`
  const keys = [...new Set([...near(asItComes), ...near(large)].map(keyOf))]
  const of = (one: Outlook, key: string) => {
    const found = one.limits.find((limit) => keyOf(limit) === key)
    return found ? millions(found.size.people) : ''
  }
  const held = ({ memoryMb }: Outlook) => number(recordsHeld(workingMb(memoryMb)) / 1e6)
  return [
    '## Where it ends',
    '',
    `The first size, in million people of ${rowsEach.toFixed(2)} rows, at which a bound is met by the lines above; bounds beyond ${number((FAR * asItComes.target.size.people) / 1e6)} million people are left out. /tmp is taken to hold what a call gets from S3 and puts there, except where it is dropped as it is read; what DuckDB spills comes on top, and is not known.`,
    '',
    `| step: bound | ${asItComes.name} | ${large.name} |`,
    '|---|---:|---:|',
    ...keys.map((key) => row(key, of(asItComes, key), of(large, key))),
    '',
    `- One function resolves up to ${held(asItComes)} million records as it comes, ${held(large)} million with more memory, each identity set of a row being one; above, partitions do, 128 at most; one with more than twice what that memory holds ends with a sentence. \`connect\` alone sees all of the account: five bytes a distinct key, ${asItComes.model.keysARow.toFixed(2)} a row here.`,
    `- A Map runs at most 256 children: above ${number((peoplePerShard * 256) / 1e6)} million people a shard has more than the ${number(peoplePerShard)} for which it is made, and above 256 files calls read several.`,
    '- An upload is one file, which one call reads as it arrives: at most 5 GB by URL, and what is made of it has to fit into /tmp. An account of AWS runs 1,000 functions at the same time; a new one 10, where builds wait for their turn and this arithmetic does not hold.',
    '',
  ]
}
