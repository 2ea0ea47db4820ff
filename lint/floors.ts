/**
 * The floors of the house, lowest first: an import goes down only. The import rules of biome.json are made from this table
 * (`npm run floors`), and a test tries every arrow that they must refuse.
 */
export interface Floor {
  /** A folder of shared/, or one beside it. */
  folder: string
  about: string
  /** No I/O, clock, randomness or environment: what it needs arrives as an argument. */
  pure?: true
}

export const floors: readonly Floor[] = [
  { folder: 'shared/model', about: 'shapes, errors, ids: imported by all, importing nobody' },
  { folder: 'shared/kernels', about: 'WebAssembly kernels: source, build, bytes, loader', pure: true },
  { folder: 'shared/engines', about: 'pure rules: identity, conditions, events, personas, schedules', pure: true },
  { folder: 'shared/contract', about: 'what all operations of the API share' },
  { folder: 'shared/ports', about: 'the only code with side effects: DynamoDB, S3, bus, machines, mail' },
  { folder: 'shared/lake', about: 'the only code that knows DuckDB and Parquet' },
  { folder: 'shared/planner', about: 'which builds are due, and on what', pure: true },
  { folder: 'shared/verbs', about: 'create, read, list, patch, remove, archive, force: once, over every noun' },
  { folder: 'shared/builds', about: 'what all builds share' },
  { folder: 'shared/connections', about: 'where targets deliver to: an object a kind' },
  { folder: 'shared/nouns', about: 'the product: a folder a noun' },
  { folder: 'shared/planning', about: 'reactions to events: starts builds, closes runs, mails, sweeps' },
  { folder: 'functions', about: 'entry points' },
]

/** The nouns, upstream first: a noun imports nouns before it only. */
export const nounOrder: readonly string[] = [
  'accounts',
  'keys',
  'sessions',
  'members',
  'uploads',
  'graph',
  'streams',
  'datasets',
  'sources',
  'people',
  'profiles',
  'traits',
  'cohorts',
  'persona_sets',
  'persons',
  'scopes',
  'targets',
  'schedules',
]

/** Packages that one folder alone may import. */
export const owners: readonly { packages: readonly string[]; folder: string; message: string }[] = [
  {
    packages: ['@duckdb/*'],
    folder: 'shared/lake',
    message: 'Only shared/lake knows DuckDB. Ask it through Duck (shared/lake/duck.ts), or add a function there.',
  },
  {
    packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
    folder: 'shared/ports/store',
    message:
      'Only shared/ports/store talks to DynamoDB, so that all keys stay on one screen. Add the access pattern there and in docs/access-patterns.md.',
  },
  {
    packages: ['@aws-sdk/*', '!@aws-sdk/client-dynamodb', '!@aws-sdk/lib-dynamodb'],
    folder: 'shared/ports',
    message:
      'AWS clients live in shared/ports, thin and typed. Take a Bucket, Bus, Machines or Mailer as an argument instead.',
  },
]

/** Modules of Node that reach outside of the process. */
export const impureModules: readonly string[] = [
  'node:fs',
  'node:fs/*',
  'node:http',
  'node:https',
  'node:net',
  'node:os',
  'node:child_process',
  'node:process',
]
