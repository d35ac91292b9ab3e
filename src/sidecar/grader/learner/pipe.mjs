// @ts-check
/**
 * A descriptor as bytes in and out, with as little of the runtime as that takes. `node:net` and the streams below it are
 * a fifth of what it costs to start a learner's process and grade a function in it, which uses nothing else of them.
 * So the runtime's own pipe is used as net.Socket uses it, in versions of Node that are known to have it so, and
 * net.Socket itself in others and under the permission model, which refuses that.
 */

/** Later ones may warn of process.binding (DEP0111), in what the learner's program prints. */
const NEWEST_KNOWN = 26

/** `end`: the other end is gone. @typedef {{ data(chunk: Uint8Array): void, end(): void }} Heard */
/** `unref`: it no longer keeps the process alive. @typedef {{ write(bytes: Uint8Array): void, unref(): void }} Pipe */

/** @param {number} fd a UNIX socket @param {Heard} heard @returns {Pipe} */
export function openPipe(fd, heard) {
  return runtimePipe(fd, heard) ?? socket(fd, heard)
}

/** @param {number} fd @param {Heard} heard @returns {Pipe | undefined} */
function runtimePipe(fd, heard) {
  if (Number.parseInt(process.versions.node, 10) > NEWEST_KNOWN) return undefined
  try {
    const { Pipe, constants } = binding('pipe_wrap')
    const { WriteWrap, streamBaseState, kReadBytesOrError, kArrayBufferOffset } = binding('stream_wrap')
    const handle = new Pipe(constants.SOCKET)
    if (handle.open(fd) < 0) return undefined
    /** @param {ArrayBuffer | undefined} buffer */
    handle.onread = (buffer) => {
      const length = streamBaseState[kReadBytesOrError]
      if (length < 0) heard.end()
      else if (buffer && length > 0) heard.data(new Uint8Array(buffer, streamBaseState[kArrayBufferOffset], length))
    }
    if (handle.readStart() < 0) return undefined
    return {
      write(bytes) {
        const request = new WriteWrap()
        // What cannot be written at once is read from here later.
        Object.assign(request, { handle, buffer: bytes, oncomplete() {} })
        handle.writeBuffer(request, bytes)
      },
      unref: () => handle.unref(),
    }
  } catch {
    return undefined
  }
}

/** @param {string} name @returns {any} */
function binding(name) {
  return /** @type {any} */ (process).binding(name)
}

/** @param {number} fd @param {Heard} heard @returns {Pipe} */
function socket(fd, heard) {
  const { Socket } = process.getBuiltinModule('node:net')
  const channel = new Socket({ fd, readable: true, writable: true })
  channel.on('data', (chunk) => heard.data(/** @type {Buffer} */ (chunk)))
  channel.on('close', () => heard.end())
  channel.on('error', () => {})
  return {
    write: (bytes) => void channel.write(bytes),
    unref: () => void channel.unref(),
  }
}
