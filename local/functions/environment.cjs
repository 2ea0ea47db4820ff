// One execution environment of a Lambda function: this file runs as a worker thread, loads the real bundle and calls
// its handler, one event at a time. Plain CommonJS, because every worker that strips types costs tens of megabytes.
const { parentPort, workerData } = require('node:worker_threads')
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const { Module, createRequire } = require('node:module')
const { pathToFileURL } = require('node:url')
const { compileFrom } = require('./compiled.cjs')

// NODE_PATH is read when a process starts; this thread got its own later.
Module._initPaths()

const RealDate = Date
let offset = 0

/** The clock of the cloud, which tests can move. */
class CloudDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset)
    else super(...given)
  }
  static now() {
    return RealDate.now() + offset
  }
}

function moveClock(milliseconds) {
  offset = milliseconds
  if (offset !== 0) globalThis.Date = CloudDate
}

const keepCompiled = compileFrom(workerData.compiled)

async function load() {
  const [file, name] = workerData.handler.split(/\.(?=[^.]+$)/)
  const base = join(workerData.bundle, file)
  let exported
  if (existsSync(`${base}.mjs`)) exported = await import(pathToFileURL(`${base}.mjs`).href)
  else exported = createRequire(`${base}.js`)(base)
  const handler = exported[name]
  if (typeof handler !== 'function') {
    const error = new Error(`${workerData.handler} is undefined or not exported`)
    error.name = 'Runtime.HandlerNotFound'
    throw error
  }
  return handler
}

/** Lambda's form of an uncaught error. */
function describe(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  const type = error.code === 'MODULE_NOT_FOUND' ? 'Runtime.ImportModuleError' : error.name
  return { errorType: type, errorMessage: error.message, trace: String(error.stack).split('\n') }
}

function contextOf({ requestId, limit, name, arn, memory }) {
  const deadline = RealDate.now() + limit
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memory),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - RealDate.now()),
  }
}

// Loading is Lambda's init phase: it is over before the first call's time begins. Its error is told to the first call.
let broken = false
const handler = load()
handler.then(
  () => parentPort.postMessage({ loaded: true }),
  () => {
    broken = true
    parentPort.postMessage({ loaded: true })
  },
)
parentPort.on('message', async (call) => {
  if (call.end) {
    keepCompiled()
    process.exit()
  }
  try {
    moveClock(call.offset)
    const result = await (await handler)(JSON.parse(call.event), contextOf(call))
    parentPort.postMessage({ payload: JSON.stringify(result) ?? 'null' })
  } catch (error) {
    console.error(error)
    parentPort.postMessage({ payload: JSON.stringify(describe(error)), failed: true, broken })
  }
})
