/** Common given names by initial: unisex first (used wherever gender must not show), then female and male ones. */
type NameList = { unisex: string[]; female: string[]; male: string[] }

const LISTS: Record<keyof NameList, string> = {
  unisex: `Addison Alex Ali Amari Ari Ash Avery Bailey Billie Blair Blake Bobbie Brook Cameron Casey Charlie Corey Dakota Dana
    Darcy Devon Drew Eden Ellis Ellison Emery Finley Fran Frankie Gabby Gale Glenn Greer Hadley Harley Harper Hayden Indy
    Ira Izzy Jackie Jamie Jesse Jordan Kai Kelly Kendall Kim Lane Lee Lennon Logan Lou Marley Max Mo Morgan Nevada Nicky
    Noel Oakley Ocean Ollie Onyx Parker Pat Peyton Phoenix Quincy Quinn Reese Remi Riley Robin Sage Sam Sidney Sky Tatum
    Taylor Terry Toni Uma Unity Uri Val Vaughn Vic Wallis West Winter Wren Xen Yael Yancy Yuri Zephyr Zion`,
  female: `Abigail Alice Anna Bella Beth Bianca Carla Chloe Clara Daisy Diana Dora Ella Emma Eva Fiona Flora Frida Gina Grace
    Greta Hannah Heidi Helen Ida Iris Isabel Jane Julia June Karen Kate Klara Laura Lily Lucy Maria Moira Molly Nancy Nina
    Nora Olga Olive Opal Paula Petra Polly Queenie Rachel Rita Rose Sara Sophie Stella Tara Tess Tina Ursula Vera Violet
    Wanda Wendy Willa Xenia Yara Yvonne Zara Zoe`,
  male: `Aaron Adam Arthur Ben Bill Bruno Carl Colin Conrad Dan David Dennis Earl Edgar Eric Felix Frank Fred Gary George
    Greg Harry Henry Hugo Ian Igor Isaac Jack James John Karl Keith Kevin Larry Leo Luke Mark Martin Mike Nathan Ned Nick
    Oliver Oscar Otto Paul Peter Phil Quentin Ralph Ray Roy Seth Simon Steve Theo Tim Tom Ulric Victor Vince Vlad Walter
    Wayne Will Xavier Yann York Zach Zeno`,
}

function byInitial(names: string): Map<string, string[]> {
  const initials = new Map<string, string[]>()
  for (const name of names.split(/\s+/)) initials.set(name[0]!, [...(initials.get(name[0]!) ?? []), name])
  return initials
}

const NAMES = { unisex: byInitial(LISTS.unisex), female: byInitial(LISTS.female), male: byInitial(LISTS.male) }

/** Names that begin as the word does; those of the other lists follow when the first is used up. */
export function namesFor(word: string, gender: 'female' | 'male' | 'unisex'): string[] {
  const initial = word
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .charAt(0)
    .toUpperCase()
  const lists = gender === 'unisex' ? [NAMES.unisex, NAMES.female, NAMES.male] : [NAMES[gender], NAMES.unisex]
  return lists.flatMap((list) => list.get(initial) ?? [])
}
