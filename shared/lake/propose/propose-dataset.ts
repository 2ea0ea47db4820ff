import { CustomerError } from '../../model/errors.ts'
import { compileDataset } from '../ingest/compiled-dataset.ts'
import type { DatasetConfig } from '../ingest/dataset-config.ts'
import { type ProposedIdentity, type ProposedSet, proposeIdentity } from './propose-identity.ts'
import { type ProposedOrders, proposeOrders } from './propose-orders.ts'
import { type SampledColumn, sampledColumns } from './sampled-columns.ts'
import { type Shop, shopOf } from './shops.ts'

/** The configuration of a dataset, as far as it is proposed. */
export interface ProposedConfig extends DatasetConfig {
  identity_sets: { customer: ProposedSet }
}

/** How a table could be read, by its header and its first rows. */
export interface Proposal {
  shop: Shop | undefined
  columns: SampledColumn[]
  /** Column → the field of the configuration that names it. */
  fields: Map<string, string>
  /** Undefined where no columns recognise a person. */
  config: ProposedConfig | undefined
  /** Sentences for somebody who looks at the proposal. */
  notes: string[]
}

/**
 * Proposes how to read the files of a folder: who a row is about, what happened when, what else is known. Pure: the same
 * header and rows give the same proposal. Names say most, cells confirm or refuse them.
 * @param names of the columns
 * @param rows the first rows, a cell a column
 */
export function proposeDataset(
  upload_directory: string,
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Proposal {
  const columns = sampledColumns(names, rows)
  const shop = shopOf(new Set(columns.map(({ words }) => words)))
  const orders = proposeOrders(columns, shop)
  const identity = proposeIdentity(columns, new Set(orders?.fields.keys()))
  const notes: string[] = []
  if (!identity) {
    notes.push(
      'no columns recognise a person: a row needs an e-mail, an id of the customer, a phone with a last name, or a full name with an address',
    )
  }
  if (!orders) notes.push('no column says when something happened: the file is read as facts about people')
  if (orders && !orders.stream.data_map.value)
    notes.push('no column says an amount: orders are counted, and have no value')
  const used = new Set([...(orders?.fields.keys() ?? []), ...(identity?.fields.keys() ?? [])])
  const traits = proposeTraits(columns, used, orders !== undefined)
  const fields = new Map([...(orders?.fields ?? []), ...(identity?.fields ?? [])])
  for (const [trait, { column_name }] of Object.entries(traits)) fields.set(column_name, `output_to_traits.${trait}`)
  const config = identity && configOf(upload_directory, identity, orders, traits)
  return { shop, columns, fields, config, notes }
}

function configOf(
  upload_directory: string,
  identity: ProposedIdentity,
  orders: ProposedOrders | undefined,
  traits: Record<string, { column_name: string }>,
): ProposedConfig {
  const config: ProposedConfig = {
    options: {
      type: 'hosted_csv',
      upload_directory,
      ...(orders?.time_zone && { time_zone: orders.time_zone }),
    },
    identity_sets: { customer: identity.set },
    ...(orders && { output_to_streams: { orders: orders.stream } }),
    ...(Object.keys(traits).length && { output_to_traits: traits }),
    ...(orders?.reference && { reference_key_columns: [orders.reference] }),
  }
  try {
    compileDataset(config)
    return config
  } catch (error) {
    // Two traits of one name in another case, say: the rest is worth proposing.
    if (!(error instanceof CustomerError)) throw error
    const { output_to_traits: _, ...rest } = config
    return rest
  }
}

/** Facts about a person that also files of orders hold. */
const OF_PEOPLE =
  /^(accepts ?marketing|buyer accepts marketing|marketing consent|newsletter|group|customer group|gender|sex|age|birth ?day|birth ?date|date of birth|dob|geburtsdatum|language|locale|loyalty (tier|level|status)|tier|segment|income|occupation|marital status|household size|customer type)$/
/** Columns that say nothing about a person whatever their cells are. */
const OF_NOBODY =
  /\b(id|ids|uuid|guid|key|token|number|no|nr|url|link|image|photo|note|notes|comment|comments|message|description|ip|user agent|hash|reference|created|updated|modified)\b/

const MOST_TRAITS = 40

/** Facts about people: all others of a file about people, those of a list in a file of orders. */
function proposeTraits(
  columns: readonly SampledColumn[],
  used: ReadonlySet<string>,
  isOrders: boolean,
): Record<string, { column_name: string }> {
  const traits: Record<string, { column_name: string }> = {}
  for (const column of columns) {
    const { name, words, field, party, isUsed, filled, distinct, type } = column
    if (used.has(name) || !isUsed || !words) continue
    const isKnown = OF_PEOPLE.test(words) || (party === 'customer' && OF_PEOPLE.test(field))
    // A text that is different in each row is a remark, and groups nobody.
    const isRemark = type === 'text' && filled > 20 && distinct > 0.9 * filled
    if (isOrders ? !isKnown : !isKnown && (OF_NOBODY.test(words) || isRemark)) continue
    const trait = words.replaceAll(' ', '_').slice(0, 60)
    if (trait === 'person_id' || trait in traits || trait in Object.prototype) continue
    if (Object.keys(traits).length < MOST_TRAITS) traits[trait] = { column_name: name }
  }
  return traits
}
