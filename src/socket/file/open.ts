/** What `makefile` may be asked for. */
import { shown } from '../address/sockaddr.ts'
import type { Handle } from '../handle.ts'
import { BUFFER_BYTES, SocketFile } from './file.ts'
import { IncomingBytes, IncomingText } from './lines.ts'

export type TextFile = SocketFile<string>
export type ByteFile = SocketFile<Buffer>
export type TextMode = 'r' | 'w' | 'rw'
export type ByteMode = 'rb' | 'wb' | 'rwb'

export type FileOptions = {
  /** Bytes gathered before they are sent; 0 sends each write at once. Default 8,192. */
  buffering?: number
  /** Text only. By default each `\r\n` and `\r` is read as `\n`; `''` leaves them as they are. */
  newline?: ''
}

const MODES = ['r', 'w', 'rw', 'rb', 'wb', 'rwb']

export function openFile(handle: Handle, mode: TextMode | ByteMode, options: FileOptions): TextFile | ByteFile {
  if (!MODES.includes(mode)) throw new RangeError(`a mode is ${MODES.join(', ')}, not ${shown(mode)}`)
  const { buffering = BUFFER_BYTES, newline } = options
  if (typeof buffering !== 'number') throw new TypeError(`buffering is a number of bytes, not ${shown(buffering)}`)
  const common = { handle, reads: mode.includes('r'), writes: mode.includes('w'), gather: Math.max(0, buffering) }
  if (mode.endsWith('b')) return new SocketFile({ ...common, incoming: new IncomingBytes() })
  return new SocketFile({ ...common, incoming: new IncomingText(newline !== '') })
}
