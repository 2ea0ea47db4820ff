/** Over all pairs of rows: how many of the true ones were found, and how many of the found ones are true. */
export function pairScore(found: readonly (string | null)[], truth: readonly string[]) {
  const pairs = (keys: readonly (string | null)[]) => {
    const sizes = new Map<string, number>()
    for (const key of keys) if (key !== null) sizes.set(key, (sizes.get(key) ?? 0) + 1)
    return [...sizes.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0)
  }
  const both = pairs(found.map((key, i) => key && `${key} ${truth[i]}`))
  const all = pairs(found)
  return {
    truePairs: pairs(truth),
    allFound: all,
    found: both,
    recall: both / pairs(truth),
    precision: all ? both / all : 1,
  }
}
