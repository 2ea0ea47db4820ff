// What V8 compiled of a function's bundle, kept for its next environment. Node's own compile cache holds only what V8
// compiles while it loads a file; nearly all functions are compiled when they are first called, and are missing there:
// compiling them anew was a third of what a cold environment cost.
const { hash } = require('node:crypto')
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs')
const { Module, createRequire } = require('node:module')
const { dirname } = require('node:path')
const { getHeapCodeStatistics } = require('node:v8')
const { Script, constants } = require('node:vm')
const { threadId } = require('node:worker_threads')

/** A kept file: the SHA-1 of its bundle, how many bytes of code there were (32 bits), and V8's own data. */
const DIGEST = 20
const HEADER = DIGEST + 4

/** Worth keeping anew: an environment that compiled a tenth more than is kept. */
const MORE = 1.1

/**
 * Makes `require` compile the next CommonJS file, which is the bundle, from what `file` holds of it.
 * V8 refuses what another version or other flags made; then it compiles as ever.
 * @returns keeps what has been compiled since, if it is more
 */
function compileFrom(file) {
  const compile = Module.prototype._compile
  let script
  let digest
  let known = 0
  Module.prototype._compile = function (source, path, format) {
    Module.prototype._compile = compile
    if (format !== 'commonjs') return compile.call(this, source, path, format)
    digest = hash('sha1', source, 'buffer')
    const kept = read(file)
    const fits = kept?.subarray(0, DIGEST).equals(digest)
    script = new Script(Module.wrap(source), {
      filename: path,
      columnOffset: -Module.wrapper[0].length,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(fits && { cachedData: kept.subarray(HEADER) }),
    })
    if (fits && !script.cachedDataRejected) known = kept.readUInt32LE(DIGEST)
    const run = script.runInThisContext()
    return run.call(this.exports, this.exports, createRequire(path), this, path, dirname(path))
  }

  return () => {
    if (!script) return
    const { bytecode_and_metadata_size: size } = getHeapCodeStatistics()
    if (size < known * MORE) return
    const header = Buffer.alloc(HEADER)
    digest.copy(header)
    header.writeUInt32LE(size, DIGEST)
    mkdirSync(dirname(file), { recursive: true })
    // Two environments may end at the same time: nobody reads half of a file.
    const whole = `${file}.${process.pid}-${threadId}`
    writeFileSync(whole, Buffer.concat([header, script.createCachedData()]))
    renameSync(whole, file)
  }
}

function read(file) {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

module.exports = { compileFrom }
