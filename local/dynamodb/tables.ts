import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb'
import { CREDENTIALS, REGION } from '../place.ts'
import type { Resource } from '../template/load.ts'

/** The properties that CloudFormation and CreateTable name alike. The rest (TTL, backups, tags) has no local effect. */
const SHARED = ['AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes'] as const

/** Creates the template's tables; those that are there already stay as they are. */
export async function createTables(
  url: string,
  tables: readonly Pick<Resource, 'ref' | 'properties'>[],
): Promise<void> {
  const client = new DynamoDBClient({ endpoint: url, region: REGION, credentials: CREDENTIALS })
  for (const { ref, properties } of tables) {
    const input: Record<string, unknown> = { TableName: ref, BillingMode: 'PAY_PER_REQUEST' }
    for (const name of SHARED) if (properties[name]) input[name] = properties[name]
    const indexes = (properties.GlobalSecondaryIndexes ?? []) as Record<string, unknown>[]
    if (indexes.length > 0) {
      input.GlobalSecondaryIndexes = indexes.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      }))
    }
    try {
      await client.send(new CreateTableCommand(input as unknown as CreateTableCommandInput))
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error
    }
  }
  client.destroy()
}
