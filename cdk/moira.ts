import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import cdkJson from '../cdk.json' with { type: 'json' }
import { DataStack } from './data-stack.ts'
import { ServiceStack } from './service-stack.ts'

export interface MoiraOptions {
  /** Where the assembly is written; default a temporary folder. */
  outdir?: string
  /** CDK context, over the one of cdk.json: `{ 'large-step-memory': 10240 }`. */
  context?: Record<string, unknown>
}

/**
 * The whole app: two stacks, and the rule pack that judges them at `.synth()`, which throws where a finding is not
 * acknowledged. Needs the bundles in dist.
 */
export function moira({ outdir, context }: MoiraOptions = {}) {
  const app = new App({
    outdir,
    analyticsReporting: false,
    treeMetadata: false,
    context: {
      ...cdkJson.context,
      // The CLI sets this, too: the template then says where each function's bundle lies, for the local cloud.
      'aws:cdk:enable-asset-metadata': true,
      'aws:cdk:enable-path-metadata': true,
      // Each construct would take a stack trace: half of the time, and no reader.
      'aws:cdk:disable-stack-trace': true,
      ...context,
    },
  })
  const data = new DataStack(app, 'MoiraData', { terminationProtection: true })
  const service = new ServiceStack(app, 'MoiraService', { data })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { writeSuppressionsToCloudFormation: true }))
  return { app, data, service }
}
