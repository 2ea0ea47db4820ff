import { readFileSync, writeFileSync } from 'node:fs'
import { type Floor, floors, impureModules, nounOrder, owners } from './floors.ts'

interface Pattern {
  group: string[]
  message: string
}

const file = new URL('../biome.json', import.meta.url)
const outside = ['cdk', 'local', 'demo', 'bench', 'test']

/** `shared/nouns` → `nouns`: how a relative import names the folder. */
const wordOf = ({ folder }: Floor): string => folder.split('/').at(-1)!

const restrict = (includes: string[], patterns: Pattern[]) => ({
  includes,
  linter: {
    rules: { style: { noRestrictedImports: { level: 'error', options: { patterns } } } },
  },
})

function packagesOf(folder: string): Pattern[] {
  return owners
    .filter((one) => folder !== one.folder && !folder.startsWith(`${one.folder}/`))
    .map(({ packages, message }) => ({ group: [...packages], message }))
}

/** The floors above one, and what lies outside of the product. */
function upward(floor: Floor): Pattern[] {
  const above = floors.slice(floors.indexOf(floor) + 1)
  const order = floors.map(wordOf).join(' < ')
  return [
    ...(above.length
      ? [
          {
            group: above.map((one) => `**/${wordOf(one)}/**`),
            message: `An import goes down only: ${order}. Move what both need to the lower floor (lint/floors.ts).`,
          },
        ]
      : []),
    {
      group: outside.map((folder) => `**/${folder}/**`),
      message: 'The product knows neither the template nor the local cloud, the demo, the benches and the tests.',
    },
  ]
}

const purity: Pattern = {
  group: [...impureModules],
  message:
    'This folder is pure: no I/O, clock, randomness or environment. What it needs arrives as an argument; the caller in shared/nouns does the rest.',
}

const rulesOf = (floor: Floor): Pattern[] => [
  ...upward(floor),
  ...packagesOf(floor.folder),
  ...(floor.pure ? [purity] : []),
]

const nounFloor = floors.find(({ folder }) => folder === 'shared/nouns')!

/** A noun's rules: its floor's, and no noun downstream. */
function nounRules(noun: string): Pattern[] {
  const downstream = nounOrder.slice(nounOrder.indexOf(noun) + 1)
  const ways = ['..', '../..', '../../..']
  const group = downstream.flatMap((one) => ways.map((way) => `${way}/${one}/**`))
  const message = `A noun knows nouns upstream of it only: ${nounOrder.join(' < ')} (lint/floors.ts).`
  return [...rulesOf(nounFloor), ...(group.length ? [{ group, message }] : [])]
}

const pureFolders = floors.filter(({ pure }) => pure).map(wordOf)
const builders = ['shared/kernels/*/build.ts', 'shared/kernels/compile-assembly.ts']

/** Floors of the product that the template may not know: all but its data. Keys of objects are data, too. */
const data = ['shared/model', 'shared/contract', 'shared/nouns', 'functions']
const code = floors.map(({ folder }) => folder).filter((folder) => !data.includes(folder))

/** The overrides of biome.json: import rules by folder, and the rules of pure folders. */
export const overrides = [
  ...floors.map((floor) => restrict([`${floor.folder}/**`], rulesOf(floor))),
  // Within the ports, the store alone talks to DynamoDB, and it alone to nothing else of AWS.
  restrict(
    ['shared/ports/store/**'],
    [...upward(floors.find(({ folder }) => folder === 'shared/ports')!), ...packagesOf('shared/ports/store')],
  ),
  ...nounOrder.map((noun) => restrict([`shared/nouns/${noun}/**`], nounRules(noun))),
  restrict(
    ['cdk/**'],
    [
      {
        group: [
          ...code.map((folder) => `**/${folder}/**`),
          '!**/lake/keys.ts',
          '**/api/*/*.ts',
          '**/steps/**',
          '**/local/**',
        ],
        message:
          'The template knows the nouns as data, never code that runs: take names from cdk/functions.ts or shared/nouns/nouns.ts.',
      },
    ],
  ),
  ...[
    ['local/*.ts', '..'],
    ['local/*/**', '../..'],
  ].map(([includes, way]) =>
    restrict(
      [includes!],
      [
        {
          group: ['**/shared/**', `${way}/cdk/**`, `${way}/functions/**`],
          message: 'The local cloud knows AWS and the synthesised template only. What it serves must come from there.',
        },
      ],
    ),
  ),
  { includes: ['test/**', ...builders], linter: { rules: { style: { noRestrictedImports: 'off' } } } },
  {
    includes: [`shared/{${pureFolders.join(',')}}/**`, ...builders.map((one) => `!${one}`)],
    plugins: ['./lint/pure.grit'],
  },
]

/** biome.json with the import rules of today's floors. */
export function biomeConfig(): string {
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  return `${JSON.stringify({ ...config, overrides }, null, 2)}\n`
}

if (import.meta.main) writeFileSync(file, biomeConfig())
