import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { type BuildOptions, build as esbuild, type Metafile } from 'esbuild'
import packageJson from '../package.json' with { type: 'json' }
import { wordsPlugin } from './compile-words.ts'
import { root } from './if-changed.ts'
import { loadedAtOnce } from './website-parts.ts'

const out = join(root, 'dist', 'web')

/** How the dashboard is bundled: one entry point, and parts that a page loads when it needs them. */
export const websiteOptions: BuildOptions = {
  absWorkingDir: root,
  entryPoints: ['web/app.tsx'],
  bundle: true,
  format: 'esm',
  splitting: true,
  platform: 'browser',
  target: ['chrome123', 'firefox121', 'safari17.5'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  minify: true,
  legalComments: 'none',
  outdir: join(out, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  metafile: true,
  define: { VERSION: JSON.stringify(packageJson.version) },
  // Sentences come compiled, so the library needs no parser of them.
  plugins: [wordsPlugin],
  alias: { '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js' },
  logLevel: 'warning',
}

/** Makes dist/web: the page, its scripts and its styles, each under the digest of its bytes. */
export async function bundleWebsite(): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const { metafile } = await esbuild(websiteOptions)
  const entry = entryOf(metafile!)
  const { cssBundle } = metafile!.outputs[entry]!
  const href = (file: string) => `/${relative(out, join(root, file))}`
  const others = [...loadedAtOnce(metafile!, entry)].filter((file) => file !== entry)
  const page = readFileSync(join(root, 'web', 'index.html'), 'utf8')
    .replace('/app.css', href(cssBundle!))
    .replace('/app.js', href(entry))
    // The browser need not read the first script to know of those that it loads at once.
    .replace(
      '</head>',
      `${others.map((file) => `  <link rel="modulepreload" href="${href(file)}">\n`).join('')}  </head>`,
    )
  writeFileSync(join(out, 'index.html'), page)
  for (const file of globSync('*', { cwd: join(root, 'web', 'public') })) {
    copyFileSync(join(root, 'web', 'public', file), join(out, file))
  }
  writeFileSync(join(root, 'dist', 'website-metafile.json'), JSON.stringify(metafile))
}

/** The script that the page loads first. */
export function entryOf({ outputs }: Metafile): string {
  const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'web/app.tsx')
  if (!found) throw new Error('the dashboard has no entry point')
  return found[0]
}
