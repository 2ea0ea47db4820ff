import { type MachineName, machineNames, machines } from '../cdk/functions.ts'
import { readAssembly } from '../local/template/assembly.ts'
import { loadTemplate } from '../local/template/load.ts'
import { readMachines } from '../local/template/read.ts'
import type { StepPath } from './scale-growth.ts'

export interface FunctionFacts {
  memoryMb: number
  storageMb: number
  /** Seconds. */
  timeout: number
}

export interface MachineFacts {
  /** States of the machine itself, the Map as one. */
  states: number
  /** States of each child that the Map starts. */
  childStates: number
  /** How many children run at the same time. */
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

/** The function's name as the local cloud calls it, and the step's path. */
export const stepOfFunction = (name: string): StepPath | undefined =>
  stepPaths.find((path) => idOf(path).toLowerCase() === /Steps\w+$/.exec(name)?.[0].toLowerCase())

export const stepPaths = machineNames.flatMap((machine) =>
  machines[machine].map((step) => `${machine}/${step}` as StepPath),
)

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
const idOf = (path: StepPath) => `Steps${path.split('/').map(capital).join('')}`

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
    const map = Object.values(States).find(({ Type }) => Type === 'Map')!
    const facts: MachineFacts = {
      states: Object.keys(States).length,
      childStates: Object.keys(map.ItemProcessor!.States).length,
      atOnce: map.MaxConcurrency!,
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
