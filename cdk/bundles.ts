import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build as esbuild, type OutputFile } from 'esbuild'
import { functionPaths } from './functions.ts'
import { root } from './if-changed.ts'

const out = join(root, 'dist', 'functions')

/** Entry points below functions/, without `.ts`: every file of api/ and events/, every step of a machine. */
export function entryPoints(): string[] {
  return globSync(['functions/api/*.ts', 'functions/events/*.ts', 'functions/steps/*/*.ts'], { cwd: root })
    .map((file) => file.replace(/^functions\//, '').replace(/\.ts$/, ''))
    .sort()
}

function writeIfOther(file: string, bytes: Uint8Array | string): void {
  const next = Buffer.from(bytes)
  if (existsSync(file) && readFileSync(file).equals(next)) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, next)
}

async function bundle(entries: string[], logLevel: 'warning' | 'silent'): Promise<OutputFile[]> {
  const { outputFiles } = await esbuild({
    absWorkingDir: root,
    entryPoints: entries.map((path) => ({ in: `functions/${path}.ts`, out: `${path}/index` })),
    outdir: out,
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // CommonJS: the layer is found through NODE_PATH, which ESM does not honour.
    format: 'cjs',
    // Tree shaking needs the packages' ESM builds; platform node alone would take `main`.
    mainFields: ['module', 'main'],
    minify: true,
    keepNames: true,
    treeShaking: true,
    legalComments: 'none',
    external: ['@duckdb/node-api'],
    loader: { '.wasm': 'binary', '.html': 'text', '.sql': 'text', '.txt': 'text', '.svg': 'text' },
    logLevel,
  })
  return outputFiles
}

// FOR NOW, while handlers are being written: one that does not bundle yet becomes a placeholder.
async function bundleWhatBundles(entries: string[]): Promise<OutputFile[]> {
  try {
    return await bundle(entries, 'silent')
  } catch {
    const tries = await Promise.allSettled(entries.map((path) => bundle([path], 'silent')))
    for (const [index, result] of tries.entries()) {
      if (result.status === 'rejected')
        console.error(`not bundled: ${entries[index]}: ${String(result.reason).slice(0, 400)}`)
    }
    return tries.flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
  }
}

/** Bundles every entry point into dist/functions/<path>/index.js; what is no longer an entry point goes. */
export async function bundleFunctions(): Promise<void> {
  const outputFiles = await bundleWhatBundles(entryPoints())
  const entries = outputFiles.map((file) => relative(out, dirname(file.path)))
  for (const file of outputFiles) writeIfOther(file.path, file.contents)
  const placeholders = functionPaths.filter((path) => !entries.includes(path))
  for (const path of placeholders) {
    const sentence = JSON.stringify(`functions/${path}.ts is not written yet`)
    writeIfOther(join(out, path, 'index.js'), `exports.handler=async()=>{throw new Error(${sentence})};\n`)
  }
  for (const path of [...entries, ...placeholders]) {
    // The repository's own package.json would make these files ESM when they run from a folder inside it.
    writeIfOther(join(out, path, 'package.json'), '{"type":"commonjs"}\n')
  }
  for (const file of globSync('**/index.js', { cwd: out })) {
    const path = dirname(file)
    if (!entries.includes(path) && !placeholders.includes(path)) rmSync(join(out, path), { recursive: true })
  }
}
