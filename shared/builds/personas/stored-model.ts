import type { Bucket } from '../../aws/objects.ts'
import type { Dimension } from '../../lake/features/dimension.ts'
import type { Model } from '../../personas/model.ts'
import { readJson } from '../build-context.ts'

/** model.json: the model, and how the columns that it reads are made from the lake. */
export interface StoredModel {
  model: Model
  dimensions: Dimension[]
}

const modelKey = (prefix: string): string => `${prefix}model.json`

export const readModel = (lake: Bucket, prefix: string): Promise<StoredModel> => readJson(lake, modelKey(prefix))

export const writeModel = async (lake: Bucket, prefix: string, stored: StoredModel): Promise<void> => {
  await lake.put(modelKey(prefix), JSON.stringify(stored), 'application/json')
}
