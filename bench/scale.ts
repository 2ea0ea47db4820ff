import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assumed, buildOf, ends, prices, sizeOf } from './scale/formula.ts'
import { points } from './scale/points.ts'

const page = join(import.meta.dirname, '../docs/scale.md')
const TARGET = 100_000_000

/** The tables of docs/scale.md, by the points and the formula of bench/scale. usage: npm run bench -- scale [--write] */
export default async function run(args: string[]): Promise<void> {
  const text = withTables(readFileSync(page, 'utf8'))
  if (args.includes('--write')) writeFileSync(page, text)
  else console.log(text)
}

/** Makes the tables between `<!-- answer -->`, `<!-- steps -->` and their ends anew; the rest of the page stays. */
export const withTables = (text: string): string =>
  text.replace(/<!-- (answer|steps) -->\n.*?<!-- \/\1 -->/gs, (_, name: 'answer' | 'steps') => {
    const [head, ...rows] = name === 'answer' ? answer() : steps()
    const lines = [head!, head!.map((_, i) => (i ? '---:' : '---')), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
    return [`<!-- ${name} -->`, ...lines, `<!-- /${name} -->`].join('\n')
  })

const n = (value: number, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const millions = (value: number) => n(value / 1e6)

function answer(): string[][] {
  const scenarios = [
    [1e6],
    [1e7],
    [TARGET],
    [TARGET, 10_240],
    ...[1, 2, 3].map((slower) => [TARGET, undefined, slower]),
  ]
  const builds = scenarios.map(([people, memoryMb, slower = assumed.slower]) => {
    const a = { ...assumed, slower }
    const build = buildOf(sizeOf(people!, memoryMb), a)
    const longest = build.steps.reduce((most, one) => (one.seconds > most.seconds ? one : most))
    return { ...build, ...build.size, longest, slower, met: [...ends(memoryMb, a)].slice(0, 2) }
  })
  type Build = (typeof builds)[number]
  const row = (name: string, of: (one: Build) => string) => [name, ...builds.map(of)]
  const names = Object.keys(prices) as (keyof typeof prices)[]
  return [
    row('people, million', ({ people }) => millions(people)),
    row('large steps, MB', ({ memoryMb }) => n(memoryMb)),
    row('Lambda, times as long', ({ slower }) => String(slower)),
    row('rows, million', ({ rows }) => millions(rows)),
    row('files, partitions, shards', ({ files, partitions, shards }) => [files, partitions, shards].join(', ')),
    row('**minutes**', ({ seconds }) => `**${n(seconds / 60)}**`),
    row('longest call', ({ longest }) => `${longest.step}, ${n(longest.seconds)} s`),
    ...names.map((name) => row(`${name}: $`, ({ units }) => `${n(units[name])}: ${n(units[name] * prices[name], 4)}`)),
    row('**$ a build**', ({ dollars }) => `**${n(dollars, 2)}**`),
    row('$ a month to keep the files', ({ dollarsAMonth }) => n(dollarsAMonth, 2)),
    row('ends at, million people', ({ met }) =>
      met.map(([bound, people]) => `${millions(people)}, ${bound}`).join('; then '),
    ),
  ]
}

function steps(): string[][] {
  const there = buildOf(sizeOf(TARGET)).steps
  const cells = points.map((one) => {
    const { step, over, unit, way, fixed, each, got, put } = one
    const at = there.find((other) => other.step === step && other.way === way)
    const found = at ? [n(at.calls), n(at.seconds, 1), n(at.gbSeconds)] : ['', '', '']
    return [
      way === 'whole' ? `${step}, one function` : step,
      over,
      unit,
      ...[fixed, each, got, put].map(String),
      ...found,
    ]
  })
  return [
    ['step', 'a call for', 'unit', 's', 's a unit', 'MB got', 'MB put', 'calls', 's a call', 'GB-seconds'],
    ...cells,
  ]
}
