import type { Upload } from '../../model/resource.ts'
import type { DatasetConfig } from './contract.ts'

/** The uploads of one dataset's folder, by path. */
export const uploadsOf = ({ options }: Pick<DatasetConfig, 'options'>, uploads: Upload[]): Upload[] => {
  const folder = `${options.upload_directory}/`
  return uploads.filter(({ path }) => path.startsWith(folder)).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Counts changes of what an ingested file looks like in the lake: files read before are then read again. */
export const lakeFormat = 9
