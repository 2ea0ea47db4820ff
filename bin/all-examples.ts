import { globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Examples } from '../shared/contract/examples.ts'
import { examples as shop } from '../shared/nouns/examples.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** The examples of the shop, and those that nouns keep in their own folder (`shared/nouns/<noun>/examples.ts`). */
export async function allExamples(): Promise<Examples> {
  const all: Examples = structuredClone(shop)
  for (const file of globSync('shared/nouns/*/examples.ts', { cwd: root }).sort()) {
    const { examples } = (await import(pathToFileURL(join(root, file)).href)) as { examples: Partial<Examples> }
    Object.assign(all.ids, examples.ids)
    Object.assign(all.components, examples.components)
    Object.assign(all.operations, examples.operations)
    // A field that the shop shows keeps the shop's example.
    all.fields = { ...examples.fields, ...all.fields }
  }
  return all
}
