/**
 * A map of DynamoDB forgets the order of its members, and configurations mean it: events belong to the first identity
 * set in written order. So these attributes of a resource are kept as JSON text, and nobody outside the store knows.
 */
const ordered = ['config', 'output'] as const

/** A resource, or changes of one, as the table keeps it. */
export function toItem(fields: Record<string, unknown>): Record<string, unknown> {
  const item = { ...fields }
  for (const name of ordered) if (item[name] !== undefined) item[name] = JSON.stringify(item[name])
  return item
}

/** An item of the table as the resource it is. */
export function fromItem<Fields>(item: Record<string, unknown>): Fields {
  const fields = { ...item }
  for (const name of ordered) {
    const text = fields[name]
    if (typeof text === 'string') fields[name] = JSON.parse(text)
  }
  return fields as Fields
}
