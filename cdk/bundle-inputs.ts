import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { digestOf, root } from './if-changed.ts'

/** Entry point → the sources that its bundle was made from, and their digest when it was made. */
type Made = Record<string, { sources: string[]; digest: string }>

const file = join(root, 'dist', '.inputs.json')

/**
 * Remembers from which sources each bundle was made, so that an edit makes only the bundles that hold it: all of them
 * cost seven seconds of processor, one half a second. Packages and the build's own code count for every bundle.
 */
export class BundleInputs {
  private readonly record: Made = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
  private readonly hashes = new Map<string, string>()
  private readonly forAll = digestOf(['package-lock.json', 'tsconfig.json', 'cdk/bundles.ts', 'cdk/bundle-inputs.ts'])

  /** Reads all sources now: one that is edited while the bundles are made counts as changed the next time. */
  constructor() {
    for (const source of globSync(['functions/**/*.*', 'shared/**/*.*', 'docs/openapi.json'], { cwd: root }))
      this.hashOf(source)
  }

  isFresh(entry: string): boolean {
    const known = this.record[entry]
    return known !== undefined && known.digest === this.digest(known.sources)
  }

  /** After a build: what each of its entry points imports, directly or not. */
  remember(entries: string[], { inputs }: Metafile): void {
    for (const entry of entries) {
      const seen = new Set([`functions/${entry}.ts`])
      for (const source of seen) {
        for (const { path } of inputs[source]?.imports ?? []) if (path in inputs) seen.add(path)
      }
      const sources = [...seen].filter((path) => !path.includes('node_modules/')).sort()
      this.record[entry] = { sources, digest: this.digest(sources) }
    }
    writeFileSync(file, JSON.stringify(this.record))
  }

  private digest(sources: string[]): string {
    const hash = createHash('sha256').update(this.forAll)
    for (const source of sources) hash.update(`\0${source}\0`).update(this.hashOf(source))
    return hash.digest('hex')
  }

  // Most sources are in most bundles: each is read once.
  private hashOf(source: string): string {
    let known = this.hashes.get(source)
    if (known === undefined) {
      const path = join(root, source)
      known = existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'gone'
      this.hashes.set(source, known)
    }
    return known
  }
}
