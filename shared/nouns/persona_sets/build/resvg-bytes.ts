import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/**
 * The WebAssembly of resvg, as its package has it. A bundle holds no files: there the bundler (cdk/bundles.ts) puts the
 * bytes themselves, packed, in the place of this module.
 */
export const resvgBytes = (): Uint8Array =>
  readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm'))
