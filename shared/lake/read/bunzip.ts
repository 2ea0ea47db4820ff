import { Readable } from 'node:stream'
import unbzip2 from 'unbzip2-stream'

/**
 * bzip2, unpacked as a stream. The package checks every block's CRC and reads concatenated archives; it is a stream
 * of the oldest kind, so Node's `wrap` gives it back-pressure. A damaged archive throws while iterating.
 */
export function bunzip(source: Readable): AsyncIterable<Buffer> {
  const unpacked = unbzip2()
  source.on('error', (error) => unpacked.emit('error', error))
  return new Readable({ autoDestroy: true }).wrap(source.pipe(unpacked))
}
