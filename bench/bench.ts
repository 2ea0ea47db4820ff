// npm run bench -- NAME [ARGUMENT …]: runs bench/NAME.ts, which exports `default async function run(args)`.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The benches of this folder: the files that have a run to export. The others are their contenders. */
function benches(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && file !== 'bench.ts')
    .filter((file) => /^export default async function/m.test(readFileSync(join(import.meta.dirname, file), 'utf8')))
    .map((file) => file.slice(0, -'.ts'.length))
}

const [name, ...args] = process.argv.slice(2)
const names = benches()
if (!name) {
  console.log(`npm run bench -- NAME, one of: ${names.join(', ')}`)
} else if (names.includes(name)) {
  const { default: run } = (await import(`./${name}.ts`)) as { default: (args: string[]) => Promise<void> }
  await run(args)
} else {
  console.error(`bench not found: "${name}", there are: ${names.join(', ')}`)
  process.exitCode = 1
}
