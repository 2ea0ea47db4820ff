import { useEffect, useState } from 'preact/hooks'
import { request } from '../../api/client.ts'
import type { Dimensions } from '../../api/types.ts'

/** More values than that are quicker typed than ticked. */
const most = 24

/** The values that a text trait has among the people of a persona set, as its analysis knows them; none where nothing knows. */
export function useValues(setId: string | undefined, trait: string | undefined): string[] {
  const [values, setValues] = useState<string[]>([])
  useEffect(() => {
    setValues([])
    if (!setId || !trait) return
    let over = false
    request<Dimensions>('GET', `/persona_sets/${setId}/analysis/dimensions?traits=${encodeURIComponent(trait)}`).then(
      (personas) => {
        const bins = personas.flatMap(({ traits }) => traits.flatMap((one) => one.bins))
        const texts = bins.flatMap((bin) =>
          bin.data_type === 'text' && typeof bin.value === 'string' ? bin.value : [],
        )
        const distinct = [...new Set(texts)].sort()
        if (!over && distinct.length <= most) setValues(distinct)
      },
      // A set that does not know the trait suggests nothing.
      () => {},
    )
    return () => {
      over = true
    }
  }, [setId, trait])
  return values
}
