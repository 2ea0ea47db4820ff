import { readFileSync } from 'node:fs'
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'
import type { Plugin } from 'esbuild'

/**
 * The sentences of one file, read by the parser of ICU messages while the site is built: the browser gets no parser.
 * @param words sentences by name
 * @returns a text where a sentence has no placeholder, else its parts
 * @throws SyntaxError with the name of a sentence that is no ICU message
 */
export function compileWords(words: Record<string, string>): Record<string, string | MessageFormatElement[]> {
  return Object.fromEntries(
    Object.entries(words).map(([name, sentence]) => {
      try {
        const parts = parse(sentence, { captureLocation: false })
        const [only, ...more] = parts
        return [name, only?.type === TYPE.literal && more.length === 0 ? only.value : parts]
      } catch (error) {
        throw new SyntaxError(`"${name}" is no ICU message: ${(error as Error).message}`)
      }
    }),
  )
}

/** Each file of `web/words` becomes a script of compiled sentences. */
export const wordsPlugin: Plugin = {
  name: 'words',
  setup({ onLoad }) {
    onLoad({ filter: /web\/words\/\w+\/[\w-]+\.json$/ }, ({ path }) => ({
      contents: `export default ${JSON.stringify(compileWords(JSON.parse(readFileSync(path, 'utf8'))))}`,
      loader: 'js',
    }))
  },
}
