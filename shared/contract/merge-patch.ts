type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * RFC 7396: objects merge member by member, null removes, everything else replaces. A new configuration is a patch of
 * the empty one, so that a null in a POST means the same as leaving the field out.
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Json = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    // Assigned, it would become the prototype instead of a member.
    if (name === '__proto__') continue
    if (value === null) delete merged[name]
    else merged[name] = mergePatch(merged[name], value)
  }
  return merged
}
