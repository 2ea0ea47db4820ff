// The engines by name, for whoever lets one be chosen.
import type { Engine } from './engine.ts'
import { createKernel } from './kernel.ts'
import { mlKmeans } from './ml-kmeans.ts'
import { reference } from './reference.ts'

const ENGINES: Record<string, () => Engine> = {
  wasm: createKernel,
  reference: () => reference,
  'ml-kmeans': () => mlKmeans,
}

/** The engine of that name; wasm with a fresh memory each time. Throws when there is none. */
export function engineNamed(name: string): Engine {
  const make = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined
  if (!make) throw new Error(`k-means engine not found: "${name}", there are: ${Object.keys(ENGINES).join(', ')}`)
  return make()
}
