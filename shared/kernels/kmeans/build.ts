// Builds the k-means kernel: assembly/ → kernel-bytes.ts. `node shared/kernels/kmeans/build.ts`
// The bytes are committed, as base64 in a module: a fresh clone, tsc and the bundles need no build step and no file
// loader, and a test builds again and compares.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesModule, compileAssembly } from '../compile-assembly.ts'

const FLAGS = [
  // No -O: V8 optimises what it runs anyway, and Binaryen would put each multiplication next to its addition, which
  // scores.ts avoids on purpose: from -O2 on a pass takes a third longer. Only the constants are put in their places.
  ...['--enable', 'simd', '--enable', 'threads', '--runPasses', 'simplify-globals', '--noAssert', '--runtime', 'stub'],
  // 65,536 pages of 64 KiB: the 4 GiB that 32-bit addresses reach.
  ...['--importMemory', '--sharedMemory', '--maximumMemory', '65536', '--initialMemory', '1'],
]

/** Compiles the kernel. Throws what the compiler says. */
export const compileKernel = (): Promise<Uint8Array> =>
  compileAssembly(join(import.meta.dirname, 'assembly'), 'kmeans', FLAGS)

/** The generated module's text for the kernel's bytes. */
export const moduleText = (wasm: Uint8Array): string => bytesModule(wasm, 'assembly/')

if (import.meta.main) {
  writeFileSync(join(import.meta.dirname, 'kernel-bytes.ts'), moduleText(await compileKernel()))
}
