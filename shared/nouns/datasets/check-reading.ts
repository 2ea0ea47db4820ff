import { compileDataset } from '../../lake/ingest/compiled-dataset.ts'
import { configuredDelimiter } from '../../lake/read/delimiter.ts'
import { configuredEncoding } from '../../lake/read/encoding.ts'
import { isCustomerError } from '../../model/errors.ts'
import { refuse } from '../../verbs/refuse.ts'
import type { DatasetConfig } from './contract.ts'

/** Refuses at once, with the sentence that ingestion would come to later, what no file could satisfy. */
export function checkReading(config: DatasetConfig): void {
  if (!Object.keys(config.identity_sets).length) {
    refuse(
      'identity_sets',
      'identity_sets must say by which columns people are recognised: there is no set',
      'too_small',
    )
  }
  withField(() => compileDataset(config))
  const { delimiter, encoding } = config.options
  if (delimiter) withField(() => configuredDelimiter(delimiter), 'options.delimiter')
  if (encoding) withField(() => configuredEncoding(encoding), 'options.encoding')
}

/** Adds to a sentence the field that it is about. */
function withField(check: () => unknown, path?: string): void {
  try {
    check()
  } catch (error) {
    if (!isCustomerError(error) || error.validationErrors) throw error
    refuse(path ?? fieldOf(error.message), error.message)
  }
}

function fieldOf(sentence: string): string {
  const [, field] = /^((?:output_to_\w+\.|identity_sets\.|reference_key_columns).*?): /.exec(sentence) ?? []
  const [, set] = /^identity set "(.+?)" /.exec(sentence) ?? []
  const [, stream] = /^stream "(.+?)" /.exec(sentence) ?? []
  return field ?? (set ? `identity_sets.${set}` : stream ? `output_to_streams.${stream}` : 'options')
}
