/** Members by how much they may do: a viewer changes nothing, an owner also manages keys and members. */
export const roles = ['viewer', 'editor', 'owner'] as const
export type Role = (typeof roles)[number]

/** Whether the role may do what needs at least the other one. */
export const mayAs = (role: Role, least: Role): boolean => roles.indexOf(role) >= roles.indexOf(least)
