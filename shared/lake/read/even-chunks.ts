/** Large enough that the work per chunk vanishes, small enough for a processor's cache. */
export const CHUNK = 1 << 18

/**
 * The bytes of a source in chunks of one size, however they arrive: a decision by the first chunk is the same each time.
 * A chunk's bytes are good until the next one is asked for.
 */
export async function* evenChunks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK)
  let filled = 0
  for await (const piece of source) {
    for (let at = 0; at < piece.length; ) {
      // Even already: most sources pass through here twice.
      if (filled === 0 && at === 0 && piece.length === CHUNK) {
        yield piece
        break
      }
      const copied = piece.copy(chunk, filled, at)
      at += copied
      filled += copied
      if (filled < CHUNK) break
      yield chunk
      filled = 0
    }
  }
  if (filled) yield chunk.subarray(0, filled)
}
