import type { Rule } from '../events/bus.ts'
import type { Pattern } from '../events/pattern.ts'
import type { Bucket, CorsRule } from '../s3/store.ts'
import { checkMachine, type Machine } from '../states/definition.ts'
import type { Cloudlet } from './load.ts'

/** State machine ARN → definition, refused by name when it holds what the engine does not do. */
export function readMachines(cloudlet: Cloudlet): Map<string, Machine> {
  return new Map(
    cloudlet.of('AWS::StepFunctions::StateMachine').map(({ ref, id, properties }) => {
      const substitutions = (properties.DefinitionSubstitutions ?? {}) as Record<string, string>
      const text =
        properties.DefinitionString === undefined
          ? JSON.stringify(properties.Definition)
          : String(properties.DefinitionString)
      const machine = JSON.parse(
        text.replace(/\$\{(\w+)\}/g, (whole, name: string) => substitutions[name] ?? whole),
      ) as Machine
      checkMachine(machine, id)
      return [ref, machine] as const
    }),
  )
}

/** EventBridge hears of a bucket by its own property, or by the custom resource that CDK writes instead. */
export function readBuckets(cloudlet: Cloudlet): Map<string, Bucket> {
  const announcing = new Set(
    cloudlet
      .of('Custom::S3BucketNotifications')
      .filter(
        ({ properties }) => 'EventBridgeConfiguration' in ((properties.NotificationConfiguration ?? {}) as object),
      )
      .map(({ properties }) => String(properties.BucketName)),
  )
  return new Map(
    cloudlet.of('AWS::S3::Bucket').map(({ ref, properties }) => {
      const versioned = (properties.VersioningConfiguration as { Status?: string } | undefined)?.Status === 'Enabled'
      const own = (properties.NotificationConfiguration as { EventBridgeConfiguration?: unknown } | undefined)
        ?.EventBridgeConfiguration
      const cors = (properties.CorsConfiguration as { CorsRules: CorsRule[] } | undefined)?.CorsRules ?? []
      return [ref, { name: ref, versioned, announces: own !== undefined || announcing.has(ref), cors }] as const
    }),
  )
}

/** The rules that are switched on. */
export function readRules(cloudlet: Cloudlet): Rule[] {
  return cloudlet
    .of('AWS::Events::Rule')
    .filter(({ properties }) => properties.State !== 'DISABLED')
    .map(({ ref, properties }) => ({
      name: ref,
      ...(properties.EventPattern !== undefined && { pattern: properties.EventPattern as Pattern }),
      ...(properties.ScheduleExpression !== undefined && { schedule: String(properties.ScheduleExpression) }),
      targets: (properties.Targets ?? []) as Rule['targets'],
    }))
}
