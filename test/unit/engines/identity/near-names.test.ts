import { describe, expect, test } from 'vitest'
import { NAME_LISTS, namesAgree, type PersonName } from '../../../../shared/engines/identity/agreement.ts'
import { GENERATIONS } from '../../../../shared/engines/identity/spelling.ts'

const named = (first: string, generation: string | null = null): PersonName => ({ first, last: 'lee', generation })
const agree = (a: PersonName, b: PersonName) => [namesAgree(a, b, NAME_LISTS), namesAgree(b, a, NAME_LISTS)]
const pairsOf = (text: string) => text.split(/[,\n]/).map((pair) => pair.trim().split('/') as [string, string])

/** Siblings, couples, parents: given names that differ in a letter or two. */
const APART =
  pairsOf(`maria/mario, paul/paula, ann/amy, julia/julian, daniel/daniela, martin/martina, eric/erica, erik/erika
  carl/carla, karl/karla, gabriel/gabriela, michael/michaela, andrea/andreas, andrew/andrea, alexander/alexandra
  alexandria/alexander, patrick/patricia, christian/christina, christian/christine, nicolas/nicola, stefan/stefanie
  jan/jana, ivan/ivana, petr/petra, josef/josefa, robert/roberta, louis/louise, denis/denise, simon/simone, pascal/pascale
  rene/renee, andre/andrea, marion/mario, marie/mario, lisa/lina, nina/tina, gina/tina, dana/diana, lena/lea, leo/lea
  mia/pia, lia/mia, tim/tom, max/may, jack/jake, june/joan, john/joan, mark/mary, gary/mary, larry/harry, jim/tim, ron/don
  ben/ken, ella/emma, emil/emilia, luca/lucia, lucas/luca, noah/noel, liam/lia, oliver/olivia, victor/victoria
  george/georgia, francis/frances, justin/justina, edwin/edwina, claudia/claudio, antonio/antonia, carlo/carla
  paolo/paola, pablo/paula, luis/luisa, juan/juana, silvio/silvia, mary ann/mary lou, jose luis/jose maria
  jean luc/jean pierre, anna lena/anna lisa`)

/** Nicknames, pet forms, spellings that sound the same, and misspellings that nobody is called. */
const TOGETHER =
  pairsOf(`sara/sarah, jon/john, erik/eric, steven/stephen, brian/bryan, hannah/hanna, vicki/vickie, mark/marc
  philip/phillip, jeffrey/geoffrey, teresa/theresa, michael/mihael, allan/alan, bob/robert, liz/elizabeth, bill/william
  dan/danny, tom/tommy, maria/mariaa, mario/marrio, robert/robetr, cahterine/catherine, jhon/john, juliaa/julia
  fredrikk/frederik, mary ann/mary, mary ann/mary anne, micheal/michael, brain/brian, j/john, r/robert, mary/m`)

describe('near given names', () => {
  test.each(APART)('%s and %s are two people', (a, b) => {
    expect(agree(named(a), named(b))).toEqual([false, false])
  })

  test.each(TOGETHER)('%s and %s can be one person', (a, b) => {
    expect(agree(named(a), named(b))).toEqual([true, true])
  })

  test('no two generations are one person; a missing one agrees with any', () => {
    for (const one of GENERATIONS) {
      for (const other of GENERATIONS) {
        expect(agree(named('john', one), named('john', other))).toEqual([one === other, one === other])
      }
      expect(agree(named('john', one), named('john'))).toEqual([true, true])
      expect(agree(named('john', one), { first: null, last: 'lee' })).toEqual([true, true])
    }
  })
})
