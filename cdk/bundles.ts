import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type BuildOptions, build as esbuild, type Plugin } from 'esbuild'
import { BundleInputs } from './bundle-inputs.ts'
import { functionPaths } from './functions.ts'
import { root } from './if-changed.ts'

const out = join(root, 'dist', 'functions')

/** Entry points below functions/, without `.ts`: every file of api/<dialect>/, events/ and steps/. */
export function entryPoints(): string[] {
  return globSync(['functions/api/*/*.ts', 'functions/events/*.ts', 'functions/steps/*.ts'], { cwd: root })
    .map((file) => file.replace(/^functions\//, '').replace(/\.ts$/, ''))
    .sort()
}

/** At quality 9 half as long as gzip makes it, in 0.15 s; at 11 an eighth less, in 1.4 s. */
const packed = (path: string): string =>
  brotliCompressSync(readFileSync(path), { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }).toString('base64')

/** The OpenAPI document is 1.6 MB of data: in a bundle it lies packed, in 80 KB. */
const packedDocument: Plugin = {
  name: 'packed document',
  setup(build) {
    build.onLoad({ filter: /docs[/\\]openapi\.json$/ }, ({ path }) => ({
      contents: `import { brotliDecompressSync } from 'node:zlib'
        export default JSON.parse(brotliDecompressSync(Buffer.from('${packed(path)}', 'base64')).toString())`,
      loader: 'js',
    }))
  },
}

/** The WebAssembly that draws portraits lies in the bundle, packed: of 2.5 MB one is left. */
const packedResvg: Plugin = {
  name: 'packed resvg',
  setup(build) {
    build.onLoad({ filter: /persona_sets[/\\]build[/\\]resvg-bytes\.ts$/ }, () => ({
      contents: `import { gunzipSync } from 'node:zlib'
        export const resvgBytes = () => gunzipSync(Buffer.from('${gzipSync(readFileSync(join(root, 'node_modules', '@resvg', 'resvg-wasm', 'index_bg.wasm'))).toString('base64')}', 'base64'))`,
      loader: 'js',
    }))
  },
}

/** How every entry point is bundled. */
export const bundleOptions: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  // CommonJS: the layer is found through NODE_PATH, which ESM does not honour.
  format: 'cjs',
  // Tree shaking needs the packages' ESM builds; platform node alone would take `main`.
  mainFields: ['module', 'main'],
  // An import() of a built-in makes Node read all its exports, of node:http the lazily loaded undici too: a require
  // does not, and every cold start is a fifth shorter.
  supported: { 'dynamic-import': false },
  minify: true,
  keepNames: true,
  treeShaking: true,
  legalComments: 'none',
  // The native binding comes from the layer. Its JavaScript is bundled: 124 small files cost 25 ms of every cold start.
  plugins: [packedDocument, packedResvg],
  external: ['@duckdb/node-bindings'],
  alias: { '@aws-sdk/credential-provider-node': join(root, 'functions', 'lambda-credentials.ts') },
}

function writeIfOther(file: string, bytes: Uint8Array | string): void {
  const next = Buffer.from(bytes)
  if (existsSync(file) && readFileSync(file).equals(next)) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, next)
}

/**
 * Bundles every entry point of which a source changed into dist/functions/<path>/index.js; what is no longer an entry
 * point goes.
 */
export async function bundleFunctions(): Promise<void> {
  const entries = entryPoints()
  const missing = functionPaths.filter((path) => !entries.includes(path))
  if (missing.length) {
    throw new Error(`cdk/functions.ts names functions without a file: functions/${missing.join('.ts, functions/')}.ts`)
  }
  const inputs = new BundleInputs()
  const stale = entries.filter((path) => !existsSync(join(out, path, 'index.js')) || !inputs.isFresh(path))
  const { outputFiles, metafile } = await esbuild({
    absWorkingDir: root,
    entryPoints: stale.map((path) => ({ in: `functions/${path}.ts`, out: `${path}/index` })),
    outdir: out,
    ...bundleOptions,
    write: false,
    metafile: true,
    logLevel: 'warning',
  })
  for (const file of outputFiles) writeIfOther(file.path, file.contents)
  inputs.remember(stale, metafile)
  // The repository's own package.json would make these files ESM when they run from a folder inside it.
  for (const path of entries) writeIfOther(join(out, path, 'package.json'), '{"type":"commonjs"}\n')
  for (const file of globSync('**/index.js', { cwd: out })) {
    if (!entries.includes(dirname(file))) rmSync(join(out, dirname(file)), { recursive: true })
  }
}
