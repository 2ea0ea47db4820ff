import { globSync } from 'node:fs'
import type { Examples } from '../shared/contract/with-examples.ts'

const root = new URL('../', import.meta.url)

/** The examples of all files: those of the contract, and those that each noun keeps in its own folder. */
export async function allExamples(): Promise<Examples> {
  const files = globSync('shared/{contract,nouns/*}/examples.ts', { cwd: root }).sort()
  const parts = await Promise.all(files.map(async (file) => [file, await import(new URL(file, root).href)] as const))
  return joinExamples(parts.map(([file, { examples }]) => [file, examples]))
}

/** One from many. Throws where two files give an example of the same thing. */
export function joinExamples(parts: readonly (readonly [file: string, examples: Partial<Examples>])[]): Examples {
  const all: Examples = { ids: {}, components: {}, operations: {}, fields: {} }
  const givenBy = new Map<string, string>()
  for (const [file, examples] of parts) {
    for (const kind of ['ids', 'components', 'operations', 'fields'] as const) {
      for (const [name, example] of Object.entries(examples[kind] ?? {})) {
        const other = givenBy.get(`${kind}.${name}`)
        if (other) throw new Error(`two examples of ${kind} "${name}": in ${other} and in ${file}`)
        givenBy.set(`${kind}.${name}`, file)
        all[kind][name] = example
      }
    }
  }
  return all
}
