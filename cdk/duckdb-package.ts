import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './if-changed.ts'

/** Where the layer's content lies; Lambda finds /opt/nodejs/node_modules through NODE_PATH. */
export const layerFolder = join(root, 'dist', 'layer')

const packages = ['node-bindings', 'node-bindings-linux-x64'].map((name) => `@duckdb/${name}`)

/** The engine's version as installed: the layer's content is a function of it and of the packages. */
export function duckdbVersion(): string {
  const file = join(root, 'node_modules', '@duckdb', 'node-bindings', 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** Equal digests, equal layers. */
export const layerDigest = (): string => `${packages.join(' ')} ${duckdbVersion()}`

/** Lays DuckDB for Lambda's x86_64 Linux into the layer folder: this machine's own where it is one, else npm's. */
export function layOutDuckdb(): void {
  rmSync(layerFolder, { recursive: true, force: true })
  const here = join(root, 'node_modules')
  if (packages.every((name) => existsSync(join(here, name)))) {
    copyFrom(here)
    return
  }
  const scratch = mkdtempSync(join(tmpdir(), 'moira-layer-'))
  try {
    const wanted = `@duckdb/node-bindings@${duckdbVersion()}`
    const flags = [
      '--os=linux',
      '--cpu=x64',
      '--libc=glibc',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--prefix',
      scratch,
    ]
    execFileSync('npm', ['install', ...flags, wanted], { stdio: ['ignore', 'ignore', 'inherit'] })
    copyFrom(join(scratch, 'node_modules'))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

// detect-libc, the bindings' one dependency, only tells musl from glibc; without it they take glibc, which Lambda has.
function copyFrom(modules: string): void {
  for (const name of packages) {
    cpSync(join(modules, name), join(layerFolder, 'nodejs', 'node_modules', name), {
      recursive: true,
      dereference: true,
    })
  }
}
