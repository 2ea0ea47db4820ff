import { PIECE, WindowMemory } from '../../kernels/rows/window-memory.ts'
import type { CsvFacts, CsvListener, CsvShape } from './csv-listener.ts'
import type { TextChunk } from './padding.ts'
import { HEAD, Scanner } from './scanner.ts'

/**
 * Reads a table once, from its first byte to its last, and says exactly what is in it. Throws BAD_REQUEST for a file
 * without a single line.
 */
export async function scanCsv(
  source: AsyncIterable<TextChunk>,
  shape: CsvShape,
  listener: CsvListener,
): Promise<CsvFacts> {
  // The beginning lies here until it is known whether the file goes on behind it.
  const head = Buffer.allocUnsafeSlow(HEAD + PIECE)
  let memory: WindowMemory | undefined
  let scanner: Scanner | undefined
  let filled = 0
  const begin = (fileBytes?: number): [WindowMemory, Scanner] => {
    const memory = new WindowMemory(fileBytes)
    head.copy(memory.window, 0, 0, filled)
    return [memory, new Scanner(memory, filled, shape, listener)]
  }
  let encoding = 'UTF-8'
  let padding = 0
  let foreignLineEnds = false
  let clean = true
  for await (const chunk of source) {
    encoding = chunk.encoding
    padding += chunk.padding ?? 0
    foreignLineEnds ||= chunk.foreignLineEnds === true
    for (let at = 0; at < chunk.bytes.length; at += PIECE) {
      const piece = chunk.bytes.subarray(at, at + PIECE)
      const window = memory?.window ?? head
      window.set(piece, filled)
      filled += piece.length
      clean &&= chunk.clean
      if (!scanner && filled < HEAD) continue
      if (!memory || !scanner) [memory, scanner] = begin()
      const rest = scanner.scan(filled, false, clean)
      memory.window.copyWithin(0, rest, filled)
      filled -= rest
      // The rest of an earlier, unclean piece may still stand in the window.
      if (filled <= piece.length) clean = chunk.clean
    }
    await listener.pause?.()
  }
  scanner ??= begin(filled)[1]
  scanner.scan(filled, true, clean)
  await listener.pause?.()
  return { ...scanner.facts(), encoding, padding, foreignLineEnds }
}
