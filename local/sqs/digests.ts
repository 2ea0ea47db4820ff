import { createHash } from 'node:crypto'

export interface MessageAttribute {
  DataType: string
  StringValue?: string
  /** Base64. */
  BinaryValue?: string
}
export type MessageAttributes = Record<string, MessageAttribute>

export const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex')

/**
 * The digest that SQS gives of a message's attributes: of each, by name, the name, the type, 1 for text or 2 for bytes, and
 * the value; all but that number with the length in front, as four bytes. Undefined without attributes.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort()
  if (names.length === 0) return undefined
  const parts = names.flatMap((name) => {
    const { DataType, StringValue, BinaryValue } = attributes[name]!
    const isBinary = DataType.startsWith('Binary')
    const value = isBinary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? '')
    return [
      ...counted(Buffer.from(name)),
      ...counted(Buffer.from(DataType)),
      Buffer.of(isBinary ? 2 : 1),
      ...counted(value),
    ]
  })
  return md5(Buffer.concat(parts))
}

function counted(bytes: Buffer): Buffer[] {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return [length, bytes]
}
