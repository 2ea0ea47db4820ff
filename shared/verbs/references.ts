import { singular } from '../contract/resource-operations.ts'
import { requireName } from '../engines/names/known-name.ts'
import { CustomerError, type NamedResource } from '../model/errors.ts'
import type { Resource, ResourceType } from '../model/resource.ts'

/** `cohort "Customers"`: how sentences name a resource. */
export const called = (resource: Resource): string =>
  `${singular(resource.type)} "${resource.config.name ?? resource.id}"`

/** A resource as a refusal names it to programs. */
export const named = ({ type, id, config }: Resource): NamedResource => ({
  resource_type: type,
  id,
  name: String(config.name ?? id),
})

/** Refuses a configuration that names a resource which this account does not have. */
export function requireReference<Type extends ResourceType>(
  all: Resource[],
  type: Type,
  id: string,
  path: string,
): Resource<Type> {
  const found = all.find((one) => one.type === type && one.id === id)
  if (found && !found.archived_at) return found as Resource<Type>
  const message = found ? `${called(found)} is archived: unarchive it first` : `${singular(type)} not found: "${id}"`
  throw new CustomerError('VALIDATION_FAILED', message, {
    validationErrors: [{ message, path, context: { errorType: found ? 'archived' : 'unknown_id' } }],
  })
}

export function requireReferences(all: Resource[], type: ResourceType, ids: string[] | undefined, path: string): void {
  for (const [index, id] of (ids ?? []).entries()) requireReference(all, type, id, `${path}.${index}`)
}

/** Refuses a configuration that names a stream or a trait which no dataset makes. */
export function requireNamed(all: Resource[], type: 'streams' | 'traits', name: string, path: string): void {
  const names = all.filter((one) => one.type === type).map((one) => String(one.config.name))
  requireName(singular(type), name, names.sort(), path)
}

/** `Customers personas`, or `Customers personas 2` where that is taken. */
export function freeName(wanted: string, all: Resource[], type: ResourceType): string {
  const taken = new Set(all.filter((one) => one.type === type).map((one) => one.config.name))
  if (!taken.has(wanted)) return wanted
  for (let count = 2; ; count++) if (!taken.has(`${wanted} ${count}`)) return `${wanted} ${count}`
}
