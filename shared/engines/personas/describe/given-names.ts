/**
 * Common given names by initial, none of which is a place that people know (a state, a country, a city): unisex first (used
 * wherever gender must not show), then female and male ones.
 */
type NameList = { unisex: string[]; female: string[]; male: string[] }

const LISTS: Record<keyof NameList, string> = {
  unisex: `Addison Alex Ali Amari Ari Ash Avery Bailey Billie Blair Blake Bobbie Brook Casey Charlie Corey Dale Dana
    Darcy Drew Ellis Ellison Emery Finley Fran Frankie Gabby Gale Greer Hadley Harley Harper Hayden Ira Izzy
    Jackie Jamie Jesse Jody Jules Kai Kelly Kendall Kim Lane Lee Lennon Logan Lou Marley Max Mo Morgan Nicky Noa
    Noel Oakley Ollie Onyx Parker Pat Peyton Pip Quinn Reese Remi Riley Robin Sage Sam Sasha Sky Tatum
    Taylor Terry Toni Uma Unity Uri Val Vaughn Vic Winter Wren Xen Yael Yancy Yuri Zephyr Ziggy`,
  female: `Abigail Alice Anna Bella Beth Bianca Carla Chloe Clara Daisy Diana Dora Ella Emma Eva Fiona Flora Frida Gina Grace
    Greta Hannah Heidi Helen Ida Iris Isabel Jane Julia June Karen Kate Klara Laura Lily Lucy Maria Moira Molly Nancy Nina
    Nora Olga Olive Opal Paula Polly Queenie Rachel Rita Rose Sara Sophie Stella Tara Tess Tina Ursula Vera Violet
    Wanda Wendy Willa Xenia Yara Yvonne Zara Zoe`,
  male: `Aaron Adam Arthur Ben Bill Bruno Carl Colin Conrad Dan David Dennis Earl Edgar Eric Felix Frank Fred Gary George
    Greg Harry Henry Hugo Ian Igor Isaac Jack James John Karl Keith Kevin Larry Leo Luke Mark Martin Mike Nathan Ned Nick
    Oliver Oscar Otto Paul Peter Phil Quentin Ralph Ray Roy Seth Simon Steve Theo Tim Tom Ulric Victor Vince Vlad Walter
    Wayne Will Xavier Yann Zach Zeno`,
}

function byInitial(names: string): Map<string, string[]> {
  const initials = new Map<string, string[]>()
  for (const name of names.split(/\s+/)) initials.set(name[0]!, [...(initials.get(name[0]!) ?? []), name])
  return initials
}

const NAMES = { unisex: byInitial(LISTS.unisex), female: byInitial(LISTS.female), male: byInitial(LISTS.male) }

type Gender = keyof NameList

/** Names that begin as the word does and suit the gender; of no known gender the unisex ones. */
export const fittingNames = (word: string, gender: Gender): string[] =>
  (gender === 'unisex' ? ['unisex' as const] : [gender, 'unisex' as const]).flatMap((list) => beginning(word, list))

/** The same, and those of the other lists for when they are used up. */
export const namesFor = (word: string, gender: Gender): string[] =>
  gender === 'unisex'
    ? [...fittingNames(word, gender), ...beginning(word, 'female'), ...beginning(word, 'male')]
    : fittingNames(word, gender)

function beginning(word: string, list: Gender): string[] {
  const initial = word
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .charAt(0)
    .toUpperCase()
  return NAMES[list].get(initial) ?? []
}
