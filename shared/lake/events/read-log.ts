import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { AcceptedEvent } from '../../engines/events/event.ts'
import type { Bucket } from '../../ports/aws/objects.ts'

/** The events of objects of the log, in the order of the objects and of their lines. */
export async function* readLog(lake: Pick<Bucket, 'read'>, keys: readonly string[]): AsyncGenerator<AcceptedEvent> {
  for (const key of keys) {
    for await (const line of linesOf(Readable.from(lake.read(key)).pipe(createGunzip()))) {
      if (line) yield JSON.parse(line) as AcceptedEvent
    }
  }
}

/** Parted at line feeds only: JSON may hold U+2028, at which Node's readline would part. */
async function* linesOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of bytes) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  yield rest + decoder.decode()
}
