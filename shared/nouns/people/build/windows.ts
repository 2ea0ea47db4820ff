import { rulesOf, windowLength } from '../../../engines/identity/rules.ts'
import type { Resource } from '../../../model/resource.ts'
import '../../sources/output.ts'

/** All windows of identifiers that the sources set, in milliseconds. */
export const windowsOf = (sources: readonly Pick<Resource<'sources'>, 'config'>[]): number[] =>
  [...new Set(sources.flatMap(({ config }) => rulesOf([], config).kinds.map(windowLength)))]
    .filter(Number.isFinite)
    .sort((one, other) => one - other)
