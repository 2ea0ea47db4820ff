import { logicalId, type MachineName, machineNames, machines } from '../../cdk/functions.ts'
import { readAssembly } from '../../local/template/assembly.ts'
import { loadTemplate } from '../../local/template/load.ts'
import { readMachines } from '../../local/template/read.ts'
import type { StepPath } from './growth.ts'

export interface FunctionFacts {
  memoryMb: number
  storageMb: number
  /** Seconds. */
  timeout: number
}

export interface MachineFacts {
  /** States of the machine itself, a Map as one. */
  states: number
  /** How many children of a Map run at the same time. */
  atOnce: number
  /** Seconds after which an execution is given up. */
  timeout: number
}

/** What the synthesised template says of what is modelled. */
export interface TemplateFacts {
  steps: Record<StepPath, FunctionFacts>
  machines: Record<MachineName, MachineFacts>
  quietSeconds: number
}

/** The path of a step, from its function's name as the local cloud calls it and the step's: `…-StepsIngest shard`. */
export function stepOfFunction(name: string): StepPath | undefined {
  const [, machine, step] = /Steps(\w+) (\w+)$/.exec(name) ?? []
  return stepPaths.find((path) => path === `${machine?.toLowerCase()}/${step}`)
}

export const stepPaths = machineNames.flatMap((machine) =>
  machines[machine].map((step) => `${machine}/${step}` as StepPath),
)

/** All steps of a machine are one function. */
const idOf = (path: StepPath) => logicalId(`steps/${path.split('/')[0]}`)

/** @param folder a cloud assembly */
export function readFacts(folder: string): TemplateFacts {
  const cloudlet = loadTemplate(folder, {}, 'http://localhost')
  const functions = cloudlet.of('AWS::Lambda::Function')
  const steps = stepPaths.map((path) => {
    const found = functions.find(({ id }) => id === idOf(path))
    if (!found) throw new Error(`the template has no function of the step ${path}`)
    const { MemorySize, EphemeralStorage, Timeout } = found.properties as {
      MemorySize: number
      EphemeralStorage?: { Size: number }
      Timeout: number
    }
    return [path, { memoryMb: MemorySize, storageMb: EphemeralStorage?.Size ?? 512, timeout: Timeout }]
  })
  const definitions = readMachines(cloudlet)
  const named = cloudlet.of('AWS::StepFunctions::StateMachine').map(({ id, ref }) => {
    const { States, TimeoutSeconds } = definitions.get(ref)!
    const maps = Object.values(States).filter(({ Type }) => Type === 'Map')
    const facts: MachineFacts = {
      states: Object.keys(States).length,
      atOnce: Math.min(...maps.map(({ MaxConcurrency }) => MaxConcurrency!)),
      timeout: TimeoutSeconds!,
    }
    return [id.replace(/^Machine/, '').toLowerCase(), facts]
  })
  const quiet = readAssembly(folder).stacks.find(({ template }) => template.Parameters?.QuietSeconds)
  return {
    steps: Object.fromEntries(steps),
    machines: Object.fromEntries(named),
    quietSeconds: Number(quiet?.template.Parameters?.QuietSeconds?.Default),
  }
}
