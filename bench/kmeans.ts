// npm run bench -- kmeans [rows] [rounds]: k-means on rows × 24, k = 8, the same start and 25 steps for everybody.
// Checks the answers first, then times. Contenders take turns, each in a separate process: on a shared machine only
// ratios of CPU time taken side by side mean anything.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { plusPlus } from '../shared/engines/personas/fit/plus-plus.ts'
import { createRandom } from '../shared/engines/personas/random.ts'
import type { Answer, Job } from './kmeans/contender.ts'

const D = 24
const K = 8
const ITERATIONS = 25
const BLOBS = 12
const PYTHON = '/usr/bin/python3'

type Contender = { name: string; ask: (command: 'fit' | 'assign') => Promise<Answer>; end: () => void }
type Times = { first: Answer[]; fit: Answer[]; assign: Answer[] }

export default async function run(args: string[]): Promise<void> {
  const rows = Number(args[0] ?? 1_000_000)
  const rounds = Number(args[1] ?? 7)
  const folder = mkdtempSync(join(tmpdir(), 'kmeans-'))
  try {
    await compare(rows, rounds, folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function compare(n: number, rounds: number, folder: string): Promise<void> {
  console.log(`k-means, ${n} × ${D} f32, k = ${K}, ${ITERATIONS} steps from the same start, on ${cpus()[0]?.model}`)
  const matrix = blobs(n)
  const centroids = plusPlus(matrix, n, D, K, createRandom('start'))
  const job = { matrix: join(folder, 'matrix'), seeds: join(folder, 'seeds'), n, d: D, iterations: ITERATIONS }
  writeFileSync(job.matrix, new Uint8Array(matrix.buffer))
  writeFileSync(job.seeds, new Uint8Array(centroids.buffer))
  const open = (name: string) => start({ ...job, engine: name, labels: join(folder, 'labels') })

  const names = ['wasm', 'wasm, 2 workers', 'ml-kmeans']
  if (spawnSync(PYTHON, ['-c', 'import sklearn']).status === 0)
    names.splice(2, 0, 'scikit-learn f32', 'scikit-learn f64')
  else console.log('scikit-learn is not there: apt-get install -y python3-sklearn')
  const repeated = names.filter((name) => name !== 'ml-kmeans')
  const times = new Map<string, Times>(names.map((name) => [name, { first: [], fit: [], assign: [] }]))

  // Answers first; these are also the first calls.
  let steps: number | undefined
  let inertia: number | undefined
  let ours: Uint8Array | undefined
  async function check({ name, ask }: Contender): Promise<void> {
    const answer = await ask('fit')
    times.get(name)!.first.push(answer)
    const labels = new Uint8Array(readFileSync(join(folder, 'labels')))
    const found = inertiaOf(matrix, n, labels, answer.centroids)
    inertia ??= found
    ours ??= labels
    const same = labels.reduce((sum, label, row) => sum + (label === ours![row] ? 1 : 0), 0) / n
    console.log(
      `  ${name}: ${answer.iterations} steps, inertia ${found.toFixed(1)}, labels as ours ${(same * 100).toFixed(3)} %`,
    )
    steps ??= answer.iterations
    if (answer.iterations !== steps) throw new Error(`${name} did ${answer.iterations} steps, not ${steps}`)
    if (Math.abs(found / inertia - 1) > 1e-5) throw new Error(`${name} found another inertia: ${found}, not ${inertia}`)
    if (same < 0.999) throw new Error(`${name} labels other rows: only ${same * 100} % agree`)
  }
  async function takeTurns(contenders: Contender[], turns: number): Promise<void> {
    for (const contender of contenders) await check(contender)
    for (let turn = 0; turn < turns; turn++) {
      for (const { name, ask } of contenders) {
        times.get(name)!.fit.push(await ask('fit'))
        for (let i = 0; i < 5; i++) times.get(name)!.assign.push(await ask('assign'))
      }
    }
    // Elapsed time shows two threads only when both cores happen to be free: more turns for those two.
    const pair = contenders.filter(({ name }) => name.startsWith('wasm'))
    for (let turn = 0; turn < 2 * turns; turn++)
      for (const { name, ask } of pair) times.get(name)!.fit.push(await ask('fit'))
    for (const contender of contenders) contender.end()
  }
  await takeTurns(repeated.map(open), rounds)
  // By itself, and twice only: it takes a quarter of a minute a fit, and its garbage collector goes on between its turns.
  await takeTurns([open('ml-kmeans')], 2)

  // First calls again, in fresh processes.
  for (let round = 0; round < 4; round++) {
    for (const name of repeated) {
      const fresh = open(name)
      times.get(name)!.first.push(await fresh.ask('fit'))
      fresh.end()
    }
  }
  report(names, times, n)
}

function report(names: string[], times: Map<string, Times>, n: number): void {
  const size = n * D * 4
  const table = Object.fromEntries(
    names.map((name) => {
      const { first, fit, assign } = times.get(name)!
      const row = {
        'fit, first call (CPU s)': median(first.map(({ cpu }) => cpu)).toFixed(3),
        'fit, warm (CPU s)': median(fit.map(({ cpu }) => cpu)).toFixed(3),
        'fit, warm (elapsed s)': median(fit.map(({ wall }) => wall)).toFixed(3),
        'assign (M rows / CPU s)': (n / 1e6 / median(assign.map(({ cpu }) => cpu))).toFixed(1),
        'memory (× matrix)': (Math.max(...first.map(({ memory }) => memory)) / size).toFixed(2),
      }
      return [name, row]
    }),
  )
  console.table(table)
  console.log(`load of the machine: ${loadavg()[0]!.toFixed(1)} on ${cpus().length} cores`)

  type Pick = (times: Times) => number[]
  const warm: Pick = ({ fit }) => fit.map(({ cpu }) => cpu)
  const cold: Pick = ({ first }) => first.map(({ cpu }) => cpu)
  const assigned: Pick = ({ assign }) => assign.map(({ cpu }) => cpu)
  const elapsed: Pick = ({ fit }) => fit.map(({ wall }) => wall)
  const ours = times.get('wasm')!

  /** Prints how many times faster `mine` is than `theirs`: by medians, and by the least disturbed call of each. */
  function goal(what: string, theirs: [string, Pick], mine: number[], least: number, by: 'median' | 'fastest'): void {
    const [name, pick] = theirs
    const other = times.get(name)
    if (!other) return
    const ratios = { median: median(pick(other)) / median(mine), fastest: Math.min(...pick(other)) / Math.min(...mine) }
    const verdict = ratios[by] >= least ? 'met   ' : 'MISSED'
    const shown = `${ratios.median.toFixed(2)} by medians, ${ratios.fastest.toFixed(2)} by the fastest`
    console.log(`${verdict} ${what}: × ${shown} (goal ≥ ${least} by ${by})`)
  }
  goal('fit, warm, to scikit-learn f32', ['scikit-learn f32', warm], warm(ours), 3, 'median')
  goal('fit, first call, to scikit-learn f32, first call', ['scikit-learn f32', cold], cold(ours), 2.5, 'median')
  goal('fit, first call, to scikit-learn f32, warm', ['scikit-learn f32', warm], cold(ours), 2.5, 'median')
  goal('fit, to ml-kmeans', ['ml-kmeans', warm], warm(ours), 25, 'median')
  goal('assign, to scikit-learn f32', ['scikit-learn f32', assigned], assigned(ours), 2.2, 'median')
  // Elapsed, so only the quietest moments count: two threads need both cores to themselves.
  goal('fit on two workers, to one, elapsed', ['wasm', elapsed], elapsed(times.get('wasm, 2 workers')!), 1.7, 'fastest')
  const memory = Math.max(...ours.first.map((answer) => answer.memory)) / size
  console.log(`${memory <= 1.6 ? 'met   ' : 'MISSED'} memory of a fit: ${memory.toFixed(2)} × the matrix (goal ≤ 1.6)`)
}

/**
 * Twelve blobs, more than k and half melted into one, so that 25 steps don't end the fit of a million rows. Each value is
 * a centre plus a sum of four uniforms.
 */
function blobs(n: number): Float32Array {
  const random = createRandom('blobs').unit
  const gauss = () => (random() + random() + random() + random() - 2) * Math.sqrt(3)
  const centres = Float32Array.from({ length: BLOBS * D }, () => gauss() / 2)
  const matrix = new Float32Array(n * D)
  for (let row = 0; row < n; row++) {
    const blob = Math.floor(random() * BLOBS)
    for (let j = 0; j < D; j++) matrix[row * D + j] = centres[blob * D + j]! + gauss()
  }
  return matrix
}

/** Sum of the squared distances of the rows to the centroids their labels name, in f64. */
function inertiaOf(matrix: Float32Array, n: number, labels: Uint8Array, centroids: number[]): number {
  let sum = 0
  for (let row = 0; row < n; row++)
    for (let j = 0; j < D; j++) sum += (matrix[row * D + j]! - centroids[labels[row]! * D + j]!) ** 2
  return sum
}

/** Starts a contender on one thread of BLAS, on the processor's own kernels. */
function start(job: Job): Contender {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env
  const python = job.engine.startsWith('scikit-learn')
  const file = join(import.meta.dirname, 'kmeans', python ? 'scikit_learn.py' : 'contender.ts')
  const child = spawn(python ? PYTHON : process.execPath, [file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  child.stdin.write(`${JSON.stringify(job)}\n`)
  return {
    name: job.engine,
    async ask(command) {
      child.stdin.write(`${command}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error(`${job.engine} ended without an answer to ${command}`)
      return JSON.parse(value) as Answer
    },
    end: () => child.stdin.end(),
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
