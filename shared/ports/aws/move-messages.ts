import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

/** So long a message is hidden from others while it is moved. */
const hiddenSeconds = 60

/**
 * Moves all messages of a queue to another, in no order. Each is sent before it is deleted: a move that is broken off moves one
 * message twice at most, and loses none.
 *
 * @param from URL of the queue with the messages
 * @param to URL of the queue that gets them, under the groups that they had
 * @returns how many were moved
 */
export async function moveMessages(from: string, to: string, client = new SQSClient({})): Promise<number> {
  let moved = 0
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: hiddenSeconds,
        // A long look asks all of SQS's servers: a short one may find nothing where there is something.
        WaitTimeSeconds: 2,
        MessageSystemAttributeNames: ['MessageGroupId'],
        MessageAttributeNames: ['All'],
      }),
    )
    if (Messages.length === 0) return moved
    for (const { Body, ReceiptHandle, Attributes, MessageAttributes } of Messages) {
      const group = Attributes?.MessageGroupId
      await client.send(
        new SendMessageCommand({
          QueueUrl: to,
          MessageBody: Body,
          MessageAttributes,
          ...(group !== undefined && { MessageGroupId: group }),
        }),
      )
      await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }))
      moved += 1
    }
  }
}
