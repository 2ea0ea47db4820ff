/**
 * The name of an account as it may stand in an address: "Café Éclair & Co." is `cafe-eclair-co`. Undefined where the name has no letter or
 * digit of ASCII. A key knows its account, so slugs need not differ between accounts.
 */
export function slugOf(name: string): string | undefined {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || undefined
}
