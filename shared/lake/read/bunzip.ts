import unbzip2 from 'unbzip2-stream'

/**
 * The bytes that one slice may unpack to: a hundred times what honest text does, and less than the smallest function's
 * memory.
 */
const MOST_AT_ONCE = 256 << 20
const SLICE = 1 << 16

/**
 * bzip2, unpacked as a stream. The package checks every block's CRC and reads concatenated archives; being a stream
 * of the oldest kind it works synchronously, so it is fed slice by slice. A damaged archive throws while iterating.
 */
export async function* bunzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacker = unbzip2()
  let ready: Buffer[] = []
  let size = 0
  let failure: Error | undefined
  unpacker.on('data', (block: Buffer) => {
    size += block.length
    if (size > MOST_AT_ONCE) throw new Error('it unpacks to more than any table would')
    ready.push(block)
  })
  unpacker.on('error', (error: Error) => {
    failure ??= error
  })
  const taken = () => {
    if (failure) throw failure
    const blocks = ready
    ready = []
    size = 0
    return blocks
  }
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; at += SLICE) {
      unpacker.write(chunk.subarray(at, at + SLICE))
      yield* taken()
    }
  }
  unpacker.end()
  yield* taken()
}
