// For the two kernels' build.ts, which are run by hand: never part of a bundle.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import asc from 'assemblyscript/asc'

/** Compiles AssemblyScript: `entry` (without `.ts`) in `folder`. Throws what the compiler says. */
export async function compileAssembly(folder: string, entry: string, flags: string[]): Promise<Uint8Array> {
  let wasm: Uint8Array | undefined
  const { error, stderr } = await asc.main([`${entry}.ts`, '--outFile', `${entry}.wasm`, ...flags], {
    readFile: (name) => {
      try {
        return readFileSync(join(folder, name), 'utf8')
      } catch {
        return null
      }
    },
    writeFile: (name, contents) => {
      if (name === `${entry}.wasm`) wasm = contents as Uint8Array
    },
    listFiles: () => [],
  })
  if (error || !wasm) throw new Error(`${entry}.ts does not compile: ${error?.message}\n${stderr.toString()}`)
  return wasm
}

/** The generated module's text for a kernel's bytes; `source` is what they were made from. */
export function bytesModule(wasm: Uint8Array, source: string): string {
  const lines =
    Buffer.from(wasm)
      .toString('base64')
      .match(/.{1,116}/g) ?? []
  return [
    `// Generated from ${source} by build.ts: do not edit.`,
    '// biome-ignore format: generated',
    'export const KERNEL_BASE64 = [',
    ...lines.map((line) => `'${line}',`),
    "].join('')",
    '',
  ].join('\n')
}
