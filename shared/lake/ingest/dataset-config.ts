import type * as z from 'zod'
import type { Scalar as ScalarSchema } from '../../contract/fields.ts'
import type { ReadingConfig } from '../../contract/reading.ts'

/** The part of a dataset's configuration that says how to read its files: the contract's types, nothing else. */
export type DatasetConfig = ReadingConfig
export type IdentitySetConfig = ReadingConfig['identity_sets'][string]
export type Scalar = z.output<typeof ScalarSchema>

type Stream = NonNullable<ReadingConfig['output_to_streams']>[string]
export type MappedColumn = Stream['data_map'][string]
export type Condition = NonNullable<Stream['conditions']>[number]
export type TraitConfig = NonNullable<ReadingConfig['output_to_traits']>[string]
