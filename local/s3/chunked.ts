import { S3Error } from './errors.ts'

/**
 * Takes the `aws-chunked` framing off a body: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n<trailers>\r\n`.
 * Chunk signatures are not checked (the request's own signature is); trailers are put into `trailers`, names in lower case.
 */
export async function* decodeChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  let remaining = 0
  let place = 'size' as 'size' | 'data' | 'end of data' | 'trailers'
  for await (const received of source) {
    rest = rest.length === 0 ? received : Buffer.concat([rest, received])
    for (;;) {
      if (place === 'data') {
        if (rest.length === 0) break
        const part = rest.subarray(0, remaining)
        remaining -= part.length
        rest = rest.subarray(part.length)
        yield part
        if (remaining === 0) place = 'end of data'
        continue
      }
      const end = rest.indexOf('\r\n')
      if (end < 0) break
      const line = rest.toString('latin1', 0, end)
      rest = rest.subarray(end + 2)
      if (place === 'end of data') place = 'size'
      else if (place === 'size') {
        remaining = Number.parseInt(line.split(';')[0]!, 16)
        if (!/^[0-9a-f]+(;|$)/i.test(line))
          throw new S3Error('IncompleteBody', 'The body is not in aws-chunked encoding.')
        place = remaining === 0 ? 'trailers' : 'data'
      } else if (line.includes(':')) {
        const [name, ...value] = line.split(':')
        trailers.set(name!.trim().toLowerCase(), value.join(':').trim())
      }
    }
  }
  if (place !== 'trailers') throw new S3Error('IncompleteBody')
}
