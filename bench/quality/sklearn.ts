// Debian's scikit-learn, asked question by question, for quality.ts and for the tests that compare indices.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Table } from '../../shared/engines/personas/columns.ts'

const PYTHON = '/usr/bin/python3'
export const HOW_TO_GET_IT = 'scikit-learn is not there: apt-get install -y python3-sklearn'

export type Labelled = { names: string[]; rows: number[][]; truth: number[] }
/** KMeans on standardised features: by the best silhouette over 2 to 8, and with the true k. */
type Clustered = { k: number; silhouette: number; labels: number[]; at_truth: number[] | null }
type SklearnIndices = { silhouette: number; davies_bouldin: number; calinski_harabasz: number }

export type Sklearn = {
  datasets: () => Promise<Record<'iris' | 'wine' | 'wdbc' | 'digits', Labelled>>
  /** By name, sets of scikit-learn's own generators: one a run. */
  made: (runs: number) => Promise<Record<string, Labelled[]>>
  /** `k` 0: no true number of groups. */
  cluster: (table: Table, seed: number, k: number) => Promise<Clustered>
  /** The labels by KMeans on standardised features with this k. */
  atTruth: (table: Table, seed: number, k: number) => Promise<number[]>
  indices: (matrix: Float32Array, d: number, labels: ArrayLike<number>) => Promise<SklearnIndices>
  adjustedRand: (a: ArrayLike<number>, b: ArrayLike<number>) => Promise<number>
  end: () => void
}

/** The processor's own kernels on one thread: the settings of this shell may be meant for an older numpy. */
function environment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env
  return { ...env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
}

/** Its version, or null where it is not installed. */
export function sklearnVersion(): string | null {
  const asked = spawnSync(PYTHON, ['-c', 'import sklearn; print(sklearn.__version__)'], {
    encoding: 'utf8',
    env: environment(),
  })
  return asked.status === 0 ? asked.stdout.trim() : null
}

/** Starts it; whoever does ends it. */
export function startSklearn(): Sklearn {
  const child = spawn(PYTHON, [join(import.meta.dirname, 'scikit_learn.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: environment(),
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  async function ask(question: { ask: string } & Record<string, unknown>) {
    child.stdin.write(`${JSON.stringify(question)}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error(`scikit-learn ended without an answer to ${question.ask}`)
    return JSON.parse(value)
  }
  return {
    datasets: () => ask({ ask: 'datasets' }),
    cluster: (table, seed, k) => ask({ ask: 'cluster', columns: plainColumns(table), seed, k }),
    made: (runs) => ask({ ask: 'made', runs }),
    atTruth: (table, seed, k) => ask({ ask: 'at_truth', columns: plainColumns(table), seed, k }),
    indices: (matrix, d, labels) => ask({ ask: 'indices', matrix: [...matrix], d, labels: Array.from(labels) }),
    adjustedRand: (a, b) => ask({ ask: 'rand', a: Array.from(a), b: Array.from(b) }),
    end: () => child.stdin.end(),
  }
}

/** Columns as numbers and texts, null for missing. */
function plainColumns(table: Table) {
  return table.columns.map((column) => {
    if (column.kind === 'category') {
      return { kind: 'category', values: Array.from(column.codes, (code) => (code < 0 ? null : column.labels[code]!)) }
    }
    return { kind: 'number', values: Array.from(column.values, (value) => (Number.isNaN(value) ? null : value)) }
  })
}
