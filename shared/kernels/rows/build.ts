// Builds the row kernel: assembly/rows.ts → kernel-bytes.ts. `node shared/kernels/rows/build.ts`
// The bytes are committed, as base64 in a module: a fresh clone, tsc and the bundles need no build step and no file
// loader, and a test builds again and compares.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesModule, compileAssembly } from '../compile-assembly.ts'

const FLAGS = [
  ...['--enable', 'simd', '-O3', '--noAssert', '--runtime', 'stub'],
  // 65,536 pages of 64 KiB: the 4 GiB that 32-bit addresses reach.
  ...['--importMemory', '--maximumMemory', '65536', '--initialMemory', '1'],
]

/** Compiles the kernel. Throws what the compiler says. */
export const compileKernel = (): Promise<Uint8Array> =>
  compileAssembly(join(import.meta.dirname, 'assembly'), 'rows', FLAGS)

/** The generated module's text for the kernel's bytes. */
export const moduleText = (wasm: Uint8Array): string => bytesModule(wasm, 'assembly/rows.ts')

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, 'kernel-bytes.ts'), moduleText(await compileKernel()))
}
