import { ServiceError } from '../http.ts'
import type { MessageAttributes } from './digests.ts'
import type { QueueSpec } from './queue-spec.ts'

interface Message {
  MessageBody?: string
  DelaySeconds?: number
  MessageAttributes?: MessageAttributes
  MessageGroupId?: string
}

/** Below the space SQS takes tab, line feed and carriage return, as XML 1.0 does; half a surrogate pair is no character. */
const isAllowed = (text: string): boolean =>
  text.isWellFormed() && !/[\p{Cc}\ufffe\uffff]/u.test(text.replace(/[\t\n\r\u007f-\u009f]/g, ''))

/** The bytes that count: body, and names, types and values of the attributes. */
export function sizeOf({ MessageBody = '', MessageAttributes = {} }: Message): number {
  return Object.entries(MessageAttributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue = '' }]) => {
      const value = BinaryValue ? Buffer.from(BinaryValue, 'base64').length : Buffer.byteLength(StringValue)
      return sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + value
    },
    Buffer.byteLength(MessageBody),
  )
}

/** Refuses what SQS refuses, in its words. */
export function checkMessage({ largest }: QueueSpec, message: Message): void {
  const { MessageBody, DelaySeconds, MessageAttributes = {}, MessageGroupId } = message
  const invalid = (reason: string) =>
    new ServiceError('InvalidParameterValue', `One or more parameters are invalid. Reason: ${reason}`)
  if (!MessageBody) throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.')
  if (sizeOf(message) > largest) throw invalid(`Message must be shorter than ${largest} bytes.`)
  if (!isAllowed(MessageBody)) {
    throw new ServiceError('InvalidMessageContents', 'The message contains characters outside the allowed set.')
  }
  if (DelaySeconds !== undefined && !(Number.isInteger(DelaySeconds) && DelaySeconds >= 0 && DelaySeconds <= 900)) {
    throw invalid('DelaySeconds must be >= 0 and <= 900.')
  }
  if (Object.keys(MessageAttributes).length > 10)
    throw invalid('Number of message attributes exceeds the allowed maximum [10].')
  if (MessageGroupId !== undefined && !/^[\x21-\x7e]{1,128}$/.test(MessageGroupId)) {
    throw invalid('MessageGroupId can only include alphanumeric and punctuation characters, 1 to 128 in length.')
  }
}
