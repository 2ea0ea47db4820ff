import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { synth } from '../../cdk/synth.ts'

// biome-ignore lint/suspicious/noExplicitAny: a template is JSON of any shape, and what a test expects of it is its type
export type Json = any

export interface CfnResource {
  Type: string
  Properties: Record<string, Json>
  DeletionPolicy?: string
  Metadata?: Record<string, Json>
}
export interface CfnTemplate {
  Resources: Record<string, CfnResource>
  Outputs: Record<string, Json>
  Parameters: Record<string, Json>
}
export interface Statement {
  Effect: string
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}

const folder = await synth()
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as CfnTemplate

/** The templates as they would be deployed, and as the local cloud runs them. */
export const dataTemplate = read('MoiraData.template.json')
export const serviceTemplate = read('MoiraService.template.json')

export const ofType = (template: CfnTemplate, type: string): [string, CfnResource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type)

/** Begins the names of what CDK itself brings to copy the dashboard's files when the stack is deployed. */
export const copying = 'CustomCDKBucketDeployment'

export const functions = ofType(serviceTemplate, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith(copying))

/** Where a function's bundle lies in the assembly. */
export const folderOf = (resource: CfnResource): string => join(folder, String(resource.Metadata?.['aws:asset:path']))

export const bundleOf = (resource: CfnResource): string => readFileSync(join(folderOf(resource), 'index.js'), 'utf8')

const list = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** All statements of the policies attached to a role. */
export const statementsOf = (roleId: string): Statement[] =>
  ofType(serviceTemplate, 'AWS::IAM::Policy')
    .filter(([, policy]) => policy.Properties.Roles.some((role: { Ref: string }) => role.Ref === roleId))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[])

export const actionsOf = (statement: Statement): string[] => list(statement.Action)
export const resourcesOf = (statement: Statement): unknown[] => list(statement.Resource)
export const roleOf = (resource: CfnResource): string => resource.Properties.Role['Fn::GetAtt'][0]
