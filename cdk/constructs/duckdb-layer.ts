import { AssetHashType, RemovalPolicy } from 'aws-cdk-lib'
import { Architecture, Code, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { duckdbVersion, layerFolder } from '../duckdb-package.ts'

/** DuckDB's native binding: 68 MB that only those functions carry which read the lake's files. */
export class DuckdbLayer extends LayerVersion {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      description: `DuckDB ${duckdbVersion()} for Node`,
      // Named by its version: reading 68 MB at every synthesis would tell nothing else.
      code: Code.fromAsset(layerFolder, {
        assetHash: `duckdb-bindings-${duckdbVersion()}`,
        assetHashType: AssetHashType.CUSTOM,
      }),
      compatibleRuntimes: [Runtime.NODEJS_24_X],
      compatibleArchitectures: [Architecture.X86_64],
      // A function of an older deployment may still be running on it.
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }
}
