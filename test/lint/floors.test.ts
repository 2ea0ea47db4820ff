import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { overrides } from '../../lint/biome.ts'
import { floors, impureModules, nounOrder, owners } from '../../lint/floors.ts'
import { nouns } from '../../shared/nouns/nouns.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'floors-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** An import as a probe writes it, and the file that it stands in. */
interface Arrow {
  from: string
  to: string
}

/** Lints one probe file for each arrow under the project's own rules; gives the arrows that passed. */
function passed(arrows: Arrow[]): Arrow[] {
  const folder = mkdtempSync(join(scratch, 'probes-'))
  cpSync(join(root, 'lint', 'pure.grit'), join(folder, 'lint', 'pure.grit'), { recursive: true })
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }))
  const files = arrows.map(({ from, to }, i) => {
    const file = join(from, `probe-${i}.ts`)
    const specifier = to.includes('/') && !/^(node:|@)/.test(to) ? relative(from, to) : to
    mkdirSync(join(folder, from), { recursive: true })
    writeFileSync(
      join(folder, file),
      `import { x } from '${specifier.startsWith('.') || /^(node:|@)/.test(specifier) ? specifier : `./${specifier}`}'\nexport const y = x\n`,
    )
    return file
  })
  const biome = join(root, 'node_modules', '.bin', 'biome')
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  const refused = new Set(
    (JSON.parse(stdout).diagnostics as { category: string; location: { path: string | { file: string } } }[])
      .filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location: { path } }) => (typeof path === 'string' ? path : path.file).replace(/^\.\//, '')),
  )
  return arrows.filter((_, i) => !refused.has(files[i]!))
}

const pairs = floors.flatMap((from, i) =>
  floors.map((to, j) => ({ from: from.folder, to: to.folder, up: j > i, same: i === j })),
)

test('biome.json has the rules of the table of floors (else: npm run floors)', () => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  expect(config.overrides).toEqual(JSON.parse(JSON.stringify(overrides)))
})

test('every folder of shared/ is a floor, and every noun has its place', () => {
  const files = execFileSync('git', ['ls-files', 'shared'], { cwd: root, encoding: 'utf8' }).split('\n').filter(Boolean)
  const folders = [...new Set(files.map((file) => file.split('/').slice(0, 2).join('/')))]
  expect(
    floors
      .map(({ folder }) => folder)
      .filter((one) => one !== 'functions')
      .sort(),
  ).toEqual(folders.sort())
  const nounFolders = [...new Set(files.flatMap((file) => /^shared\/nouns\/(\w+)\//.exec(file)?.[1] ?? []))]
  expect([...nounOrder].sort()).toEqual(nounFolders.sort())
  expect(nounOrder.filter((one) => one in nouns).sort()).toEqual(Object.keys(nouns).sort())
})

test('lint refuses every arrow that runs up, and none that goes down', () => {
  const deep = (folder: string) => [folder, join(folder, 'deep', 'er')]
  const arrows = pairs
    .filter(({ same }) => !same)
    .flatMap(({ from, to, up }) => deep(from).map((one) => ({ from: one, to: `${to}/some/file.ts`, up })))
  expect(passed(arrows.filter(({ up }) => up))).toEqual([])
  const down = arrows.filter(({ up }) => !up)
  expect(passed(down)).toHaveLength(down.length)
})

test('lint refuses every arrow from a noun to one downstream of it, and none the other way', () => {
  const arrows = nounOrder.flatMap((from, i) =>
    nounOrder.flatMap((to, j) =>
      i === j
        ? []
        : ['', 'build', 'build/history'].map((inner) => ({
            from: join('shared/nouns', from, inner),
            to: `shared/nouns/${to}/file.ts`,
            up: j > i,
          })),
    ),
  )
  expect(passed(arrows.filter(({ up }) => up))).toEqual([])
  const down = arrows.filter(({ up }) => !up)
  expect(passed(down)).toHaveLength(down.length)
})

test('lint refuses packages outside of the folder that owns them, and impure modules in pure folders', () => {
  const within = (folder: string, owner: string) => folder === owner || folder.startsWith(`${owner}/`)
  const folders = [...floors.map(({ folder }) => folder), 'shared/ports/store', 'shared/nouns/targets']
  const foreign = owners.flatMap(({ packages, folder: owner }) =>
    packages
      .filter((one) => !one.startsWith('!'))
      .map((one) => one.replace('*', one.includes('duckdb') ? 'node-api' : 'client-s3'))
      .flatMap((to) => folders.filter((from) => !within(from, owner)).map((from) => ({ from, to }))),
  )
  expect(passed(foreign)).toEqual([])
  const impure = floors
    .filter(({ pure }) => pure)
    .flatMap(({ folder }) => impureModules.map((to) => ({ from: folder, to: to.replace('*', 'promises') })))
  expect(passed(impure)).toEqual([])
})

test('the template, the local cloud, the demo, the benches and the tests are not the product', () => {
  const arrows = [...floors.map(({ folder }) => folder), ...nounOrder.map((noun) => `shared/nouns/${noun}`)].flatMap(
    (from) => ['cdk', 'local', 'demo', 'bench', 'test'].map((to) => ({ from, to: `${to}/some/file.ts` })),
  )
  expect(passed(arrows)).toEqual([])
  expect(
    passed([
      { from: 'local', to: 'shared/model/errors.ts' },
      { from: 'local/s3', to: 'functions/events/sweep.ts' },
      { from: 'cdk/constructs', to: 'shared/verbs/verbs.ts' },
    ]),
  ).toEqual([])
})

test('no import of today runs in a circle', () => {
  const code = ['shared', 'functions', 'cdk', 'local', 'web', 'demo', 'bench', 'bin', 'lint', 'test']
  const files = execFileSync('git', ['ls-files', ...code], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('/assembly/'))
  const imports = new Map(
    files.map((file) => [
      file,
      [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import) '(\.[^']*)'/g)].map(([, to]) =>
        join(dirname(file), to!),
      ),
    ]),
  )
  const state = new Map<string, 'open' | 'done'>()
  const circles: string[] = []
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === 'done') return
    if (state.get(file) === 'open') {
      circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      return
    }
    state.set(file, 'open')
    for (const next of imports.get(file) ?? []) visit(next, [...path, file])
    state.set(file, 'done')
  }
  for (const file of files) visit(file, [])
  expect(circles).toEqual([])
})
