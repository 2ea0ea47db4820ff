import { type Encoder, keptTraits, type TraitDecision } from '../../../../engines/personas/encode/encoder.ts'
import type { NumberTransform } from '../../../../engines/personas/encode/number-transform.ts'
import type { Dimension } from '../../../../lake/features/dimension.ts'

/** A dimension of the lake that a clustered trait of the encoder is read from. */
interface BoundDimension {
  dimension: Dimension
  /** Its place among the kept traits. */
  trait: number
  plan: TraitDecision
}

export interface StreamDimension extends BoundDimension {
  transform: NumberTransform
}

/**
 * Which dimensions the encoder clusters on, and where they go. Of two of one name the last is read, as `encode` does; a
 * kept trait without a dimension stays unknown for everybody.
 */
export function bindDimensions(
  encoder: Encoder,
  dimensions: Dimension[],
): { traits: BoundDimension[]; streams: Map<string, StreamDimension[]> } {
  const traits: BoundDimension[] = []
  const streams = new Map<string, StreamDimension[]>()
  keptTraits(encoder).forEach((plan, trait) => {
    const dimension = dimensions.findLast((one) => one.name === plan.name)
    if (!dimension) return
    if (dimension.source === 'trait') traits.push({ dimension, trait, plan })
    // Measures over events are numbers: a trait that the encoder knows as a category can't be read from them.
    else if (plan.transform?.kind === 'number') {
      const stream = dimension.stream ?? ''
      streams.set(stream, [...(streams.get(stream) ?? []), { dimension, trait, plan, transform: plan.transform }])
    }
  })
  return { traits, streams }
}
