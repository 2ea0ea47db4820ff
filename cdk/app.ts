import { readdirSync } from 'node:fs'
import { relative } from 'node:path'
import { synth } from './synth.ts'

// `npm run synth`, and the app that the CDK CLI runs: it says in CDK_OUTDIR where it looks for the assembly.
const start = performance.now()
const folder = await synth({ outdir: process.env.CDK_OUTDIR })
const seconds = ((performance.now() - start) / 1000).toFixed(1)
const templates = readdirSync(folder).filter((file) => file.endsWith('.template.json'))
console.log(`${templates.join(' and ')} in ${relative(process.cwd(), folder) || '.'} (${seconds} s)`)
