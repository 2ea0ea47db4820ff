// Writes the table of currencies that amounts are read by, from two packages: the codes of ISO 4217, and signs by code.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { currencyTable } from './currency-table.ts'

const file = join(import.meta.dirname, '../shared/engines/amounts/currencies.ts')
writeFileSync(file, currencyTable())
console.log(`wrote ${file}`)
