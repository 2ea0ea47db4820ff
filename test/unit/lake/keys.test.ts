import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import {
  buildKeys,
  eventKeys,
  exchangeKeys,
  exportKeys,
  lakeKeys,
  uploadKeys,
  versionOfRows,
} from '../../../shared/lake/keys.ts'
import type { Build, ResourceType } from '../../../shared/model/resource.ts'

/** A number of a key, as the documents write it. */
const n = (name: string) => `<${name}>` as unknown as number
const of = (resource_type: string): Build => ({
  account_id: '<account>',
  resource_type: resource_type as ResourceType,
  resource_id: '<id>',
  attempt: n('attempt'),
})
const version = (type: string) => lakeKeys.version(of(type), '<version>')
const build = of('<type>')

/** One key of every function of the screen, and of every kind of a part. A folder is part of the keys below it. */
const keys: Record<string, string[]> = {
  'uploadKeys.file': [uploadKeys.file('<account>', '<path>')],
  'exportKeys.csv': [exportKeys.csv(build, '<digest>')],
  'lakeKeys.rows': [lakeKeys.rows(version('datasets'))],
  'lakeKeys.values': [lakeKeys.values(version('datasets'))],
  'lakeKeys.rejects': [lakeKeys.rejects(version('datasets'))],
  'lakeKeys.report': [lakeKeys.report(version('datasets'))],
  'lakeKeys.survey': [lakeKeys.survey(version('sources'))],
  'lakeKeys.hashes': (['row', 'upsert'] as const).map((by) =>
    lakeKeys.hashes(version('datasets'), by, n('first'), n('end')),
  ),
  'lakeKeys.manifest': [lakeKeys.manifest(of('datasets'), '<digest>')],
  'lakeKeys.dropped': [lakeKeys.dropped(of('datasets'), '<digest>')],
  'lakeKeys.shard': [
    ...(['people', 'identifiers', 'traits', 'references', 'stream-<name>'] as const).map((part) =>
      lakeKeys.shard(version('people'), n('n'), part),
    ),
    lakeKeys.shard(version('cohorts'), n('n'), 'members'),
    lakeKeys.shard(version('cohorts'), n('n'), 'members-at-newest'),
    lakeKeys.shard(version('persona_sets'), n('n'), 'assignments'),
    lakeKeys.shard(version('scopes'), n('n'), 'predictions'),
  ],
  'lakeKeys.sideFile': [
    lakeKeys.sideFile(version('people'), '<name>'),
    lakeKeys.sideFile(version('people'), '<name>', n('n')),
  ],
  'lakeKeys.membership': [lakeKeys.membership(version('cohorts'))],
  'lakeKeys.model': [lakeKeys.model(version('persona_sets'))],
  'lakeKeys.fittedPopulation': [lakeKeys.fittedPopulation(version('persona_sets'))],
  'lakeKeys.analysis': [lakeKeys.analysis(version('persona_sets'), '<analysis>')],
  'eventKeys.object': [eventKeys.object('<account>', '<id>', new Date('2024-05-31T09:30:00Z'), '<sha256>')].map((key) =>
    key.replace('2024-05-31/09', '<yyyy-mm-dd>/<hh>'),
  ),
  'buildKeys.plan': [buildKeys.plan(build)],
  'buildKeys.note': [buildKeys.note(build, '<step>', n('item'))],
  'buildKeys.targetCsv': [buildKeys.targetCsv(of('targets'), n('n'))],
  'buildKeys.personaCsv': [buildKeys.personaCsv(of('targets'), n('n'), n('persona'))],
  'buildKeys.setCsv': [buildKeys.setCsv(of('persona_sets'), n('n'))],
  ...Object.fromEntries(
    Object.entries({
      roots: [exchangeKeys.roots(n('file'))],
      ranges: [exchangeKeys.ranges(n('file'))],
      keys: [exchangeKeys.keys(n('range'), n('file'))],
      numbers: [exchangeKeys.numbers(n('range'), n('file'))],
      linked: [exchangeKeys.linked(n('files'))],
      linkedFiles: [exchangeKeys.linkedFiles()],
      dealt: [exchangeKeys.dealt(n('range'))],
      cut: (['rows', 'values'] as const).map((what) => exchangeKeys.cut(n('partition'), n('file'), what)),
      slice: [exchangeKeys.slice(n('slice'), n('partition'), '<part>')],
    }).map(([name, below]) => [`exchangeKeys.${name}`, below.map((key) => buildKeys.folder(of('people')) + key)]),
  ),
}
const folders = [
  'uploadKeys.account',
  'exportKeys.account',
  'lakeKeys.account',
  'lakeKeys.resource',
  'lakeKeys.version',
  'eventKeys.account',
  'eventKeys.source',
  'eventKeys.hour',
  'eventKeys.part',
]
const notKeys = [...folders, 'eventKeys.hourOf', 'uploadKeys.accountOf', 'buildKeys.all', 'buildKeys.folder']

test('every function that makes a key is tried here', () => {
  const made = Object.entries({ uploadKeys, exportKeys, lakeKeys, eventKeys, buildKeys, exchangeKeys }).flatMap(
    ([group, all]) => Object.keys(all).map((name) => `${group}.${name}`),
  )
  expect([...Object.keys(keys), ...notKeys].sort()).toEqual(made.sort())
})

test('docs/architecture.md lists every key, and no other', () => {
  const page = readFileSync('docs/architecture.md', 'utf8')
  const list = page.slice(page.indexOf('## The lake')).split('```')[1]!
  const told = list.split('\n').flatMap((line) => expanded(/^(?:\w+)? +(\S*<account>\S*)/.exec(line)?.[1] ?? []))
  expect(told.sort()).toEqual(Object.values(keys).flat().sort())
})

/** `a/{b,c}.d` → `a/b.d`, `a/c.d` */
function expanded(pattern: string | never[]): string[] {
  if (typeof pattern !== 'string') return []
  const [, before, choices, after] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? []
  return choices === undefined ? [pattern] : choices.split(',').map((choice) => `${before}${choice}${after}`)
}

/** A text that begins or goes on as keys do. Files of the scratch folder are no keys: they are named in `join(…)`. */
const keyLike =
  /shard=|\.parquet|['`](lake|builds)\/|(manifest|merged|sides|slices|cut)\/\$|\$\{[^}]*(prefix|folder|version|account_?id)[^}]*\}(\/|[\w${}.-]*\.(json|csv|bin))/i

/** Lines of the product's code that spell a key, comments left out. */
const spelled = (text: string): string[] =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)\/\/.*$/, '').trim())
    .filter((line) => !/^import |^export .* from |\bjoin\(/.test(line))
    .filter((line) => /['`]/.test(line) && keyLike.test(line))

test('no other file of the product spells a key', () => {
  const files = globSync('{shared,functions,cdk}/**/*.ts').filter((file) => file !== 'shared/lake/keys.ts')
  const found = files.flatMap((file) => spelled(readFileSync(file, 'utf8')).map((line) => `${file}: ${line}`))
  expect(files.length).toBeGreaterThan(200)
  expect(found).toEqual([])
})

test.each([
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code as it stands in a file
  'const key = `${output.prefix}shard=${shard}/members.parquet`',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
  'await ctx.lake.put(`${prefix}membership.json`, text)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
  'await ctx.exports.list(`${account_id}/targets`)',
  "lake.list('lake/' + account_id)",
])('the search finds %s', (line) => expect(spelled(line)).toEqual([line]))

test('the rows of a dataset name their version, other objects do not', () => {
  const owner = of('datasets')
  const own = lakeKeys.version(owner, 'd1')
  expect(versionOfRows(lakeKeys.rows(own))).toBe(own)
  expect(versionOfRows(lakeKeys.values(own))).toBeUndefined()
  expect(uploadKeys.accountOf(uploadKeys.file('acc', 'orders/file.csv'))).toBe('acc')
  expect(uploadKeys.accountOf(uploadKeys.file('acc', 'stray'))).toBe('acc')
  expect(uploadKeys.accountOf(uploadKeys.account('acc'))).toBeUndefined()
})
