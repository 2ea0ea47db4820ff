// Real people (and flowers, wines, birds) whose kinds are known, for quality.ts.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Drawn, type QualityCase, type Row, tableOfRows } from './generated.ts'
import type { Labelled } from './sklearn.ts'

function real(name: string, about: string, { table, truth }: Drawn): QualityCase {
  return { name, about, groups: new Set(truth).size, real: true, draw: () => ({ table, truth }) }
}

/** A set that scikit-learn ships. */
export function labelledCase(name: string, about: string, { names, rows, truth }: Labelled): QualityCase {
  const people = rows.map((row): Row => Object.fromEntries(names.map((trait, j) => [trait, row[j]!])))
  return real(name, about, { table: tableOfRows(people), truth })
}

/** The sets of the UCI Machine Learning Repository that lie in `data` (CC BY 4.0: see NOTICE), the last column being the truth. */
export function uciCases(): QualityCase[] {
  return [
    uciCase('ecoli', 'proteins of eight places in a bacterium, seven measures, of which two are nearly constant'),
    uciCase('seeds', 'grains of three wheats, seven measures'),
    uciCase('glass', 'six kinds of glass, nine measures'),
    uciCase('thyroid', 'patients with normal, high and low function, five measures'),
  ]
}

function uciCase(name: string, about: string): QualityCase {
  const [head, ...lines] = readFileSync(join(import.meta.dirname, 'data', `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
  const names = head!.split(',').slice(0, -1)
  const cells = lines.map((line) => line.split(','))
  const kinds = [...new Set(cells.map((row) => row.at(-1)!))]
  const rows = cells.map((row) => row.slice(0, -1).map(Number))
  return labelledCase(name, about, { names, rows, truth: cells.map((row) => kinds.indexOf(row.at(-1)!)) })
}

const MEASURES = ['culmen_length_mm', 'culmen_depth_mm', 'flipper_length_mm', 'body_mass_g']

/**
 * The penguins of Palmer Station (palmerpenguins, CC0), the truth being their species: their measures, and these with island
 * and sex. From Observable's sample data sets: vega-datasets ships the same birds among 43 MB of other things.
 */
export function penguinCases(): QualityCase[] {
  const file = createRequire(import.meta.url).resolve('@observablehq/sample-datasets/penguins.csv')
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  const names = head!.split(',')
  const birds = lines.map((line) => Object.fromEntries(line.split(',').map((cell, j) => [names[j]!, cell.trim()])))
  const species = [...new Set(birds.map((bird) => bird.species))]
  const truth = birds.map((bird) => species.indexOf(bird.species))
  const measured = birds.map((bird): Row => {
    const number = (name: string) => (Number.isNaN(Number(bird[name])) ? null : Number(bird[name]))
    return Object.fromEntries(MEASURES.map((name) => [name, number(name)]))
  })
  const known = (text: string | undefined) => text || null
  const whole = measured.map((row, i): Row => ({ ...row, island: known(birds[i]!.island), sex: known(birds[i]!.sex) }))
  return [
    real('penguins, measured', 'penguins of three species, four measures', { table: tableOfRows(measured), truth }),
    real('penguins, all traits', 'the same, with island and sex', { table: tableOfRows(whole), truth }),
  ]
}
