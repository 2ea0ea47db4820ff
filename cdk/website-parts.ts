import type { Metafile } from 'esbuild'

/** A script and those that it loads at once. */
export function loadedAtOnce({ outputs }: Metafile, entry: string): Set<string> {
  const files = new Set([entry])
  for (const file of files) {
    for (const { path, kind } of outputs[file]!.imports) if (kind === 'import-statement') files.add(path)
  }
  return files
}

/** The script of each page, which is loaded when the page is opened. */
export const pagesOf = ({ outputs }: Metafile): string[] =>
  Object.keys(outputs).filter((file) => outputs[file]!.entryPoint?.startsWith('web/pages/'))

/** The scripts of sentences in one language, by the name of their room. */
export const wordsOf = ({ outputs }: Metafile, language: string): Map<string, string> =>
  new Map(
    Object.entries(outputs).flatMap(([file, { entryPoint }]) => {
      const room = new RegExp(`^web/words/${language}/([\\w-]+)\\.json$`).exec(entryPoint ?? '')?.[1]
      return room ? [[room, file] as const] : []
    }),
  )
