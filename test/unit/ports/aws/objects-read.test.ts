import type { S3Client } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { openBucket } from '../../../../shared/ports/aws/objects.ts'

/** Says ten digits and breaks off after three of them, each time it is asked. */
function breaking(asked: object[]): S3Client {
  const send = async ({ input }: { input: { Range?: string } }) => {
    asked.push({ Range: input.Range, IfMatch: (input as { IfMatch?: string }).IfMatch })
    const from = Number(/\d+/.exec(input.Range ?? '')?.[0] ?? 0)
    async function* body() {
      yield Buffer.from('0123456789'.slice(from, from + 3))
      throw new Error('connection lost')
    }
    return { Body: body(), ETag: '"e"' }
  }
  return { send } as unknown as S3Client
}

test('a body that breaks off is taken up where it ended, of the same object, and not for ever', async () => {
  const asked: object[] = []
  let text = ''
  const read = async () => {
    for await (const bytes of openBucket('b', breaking(asked)).read('k')) text += bytes
  }
  await expect(read()).rejects.toThrow('connection lost')
  expect(text).toBe('012345678')
  expect(asked).toEqual([{}, { Range: 'bytes=3-', IfMatch: '"e"' }, { Range: 'bytes=6-', IfMatch: '"e"' }])
})
