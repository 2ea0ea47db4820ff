import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A CloudFormation template as CDK writes it. */
export interface Template {
  Parameters?: Record<string, { Type: string; Default?: string | number }>
  Mappings?: Record<string, Record<string, Record<string, unknown>>>
  Conditions?: Record<string, unknown>
  Resources?: Record<string, TemplateResource>
  Outputs?: Record<string, { Value: unknown; Condition?: string; Export?: { Name: unknown } }>
}

interface TemplateResource {
  Type: string
  Condition?: string
  Properties?: Record<string, unknown>
}

export interface Stack {
  name: string
  template: Template
}

export interface Assembly {
  stacks: Stack[]
  /** Key in the staging bucket → file or folder of the assembly. */
  assets: Map<string, string>
}

interface Manifest {
  artifacts?: Record<
    string,
    { type: string; properties?: { templateFile?: string; stackName?: string; file?: string; directoryName?: string } }
  >
}

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

/** Reads a `cdk.out` folder: every stack of its manifest (nested assemblies too) and where each asset lies. */
export function readAssembly(folder: string): Assembly {
  const manifest = join(folder, 'manifest.json')
  if (!existsSync(manifest))
    throw new Error(`not a cloud assembly: ${folder} has no manifest.json (run: npm run synth)`)
  const assembly: Assembly = { stacks: [], assets: new Map() }
  for (const [id, artifact] of Object.entries((readJson(manifest) as Manifest).artifacts ?? {})) {
    const { templateFile, stackName, file, directoryName } = artifact.properties ?? {}
    if (artifact.type === 'aws:cloudformation:stack' && templateFile) {
      assembly.stacks.push({ name: stackName ?? id, template: readJson(join(folder, templateFile)) })
    } else if (artifact.type === 'cdk:asset-manifest' && file) {
      readAssets(folder, readJson(join(folder, file)), assembly.assets)
    } else if (artifact.type === 'cdk:cloud-assembly' && directoryName) {
      const nested = readAssembly(join(folder, directoryName))
      assembly.stacks.push(...nested.stacks)
      for (const [key, path] of nested.assets) assembly.assets.set(key, path)
    }
  }
  return assembly
}

interface AssetManifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>
}

function readAssets(folder: string, manifest: AssetManifest, assets: Map<string, string>): void {
  for (const { source, destinations } of Object.values(manifest.files ?? {})) {
    if (!source.path) continue
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, join(folder, source.path))
  }
}
