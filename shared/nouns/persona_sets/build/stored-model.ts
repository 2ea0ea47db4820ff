import { readJson } from '../../../builds/build-context.ts'
import type { Model } from '../../../engines/personas/model.ts'
import type { Dimension } from '../../../lake/features/dimension.ts'
import { lakeKeys } from '../../../lake/keys.ts'
import type { Bucket } from '../../../ports/aws/objects.ts'
import type { FittedOn } from '../output.ts'

/** A model, and how the columns that it reads are made from the lake. */
export interface MeasuredModel {
  model: Model
  dimensions: Dimension[]
}

/** model.json: with the data that it was fitted on. */
export interface StoredModel extends MeasuredModel {
  fitted: FittedOn
}

export const readModel = (lake: Bucket, prefix: string): Promise<StoredModel> => readJson(lake, lakeKeys.model(prefix))

export const writeModel = async (lake: Bucket, prefix: string, stored: StoredModel): Promise<void> => {
  await lake.put(lakeKeys.model(prefix), JSON.stringify(stored), 'application/json')
}
