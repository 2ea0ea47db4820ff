import type { z } from 'zod'
import type { Scalar as ScalarSchema } from '../../contract/fields.ts'
import type { DatasetConfig as Contract, IdentitySet } from '../../nouns/datasets/contract.ts'

/** The part of a dataset's configuration that says how to read its files: the contract's own types, nothing else. */
export type DatasetConfig = Pick<
  Contract,
  | 'options'
  | 'identity_sets'
  | 'output_to_streams'
  | 'output_to_traits'
  | 'upsert_columns'
  | 'incremental_column'
  | 'reference_key_columns'
  | 'reference_key_column'
>
export type IdentitySetConfig = IdentitySet
export type Scalar = z.output<typeof ScalarSchema>

type Stream = NonNullable<Contract['output_to_streams']>[string]
export type MappedColumn = Stream['data_map'][string]
export type Condition = NonNullable<Stream['conditions']>[number]
export type TraitConfig = NonNullable<Contract['output_to_traits']>[string]
