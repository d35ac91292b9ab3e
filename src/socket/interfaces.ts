/** Network interfaces by name and number: if_nametoindex(3), if_indextoname(3). */
import { libc, must } from './libc.ts'

/** IFNAMSIZ: an interface's name with its NUL. */
const NAME_BYTES = 16

/** Throws SocketError ENODEV for a name that no interface has. */
export function interfaceIndex(name: string): number {
  // 0 is C's failure here, and no interface's number.
  return must('if_nametoindex', () => libc().if_nametoindex(name) || -1, name)
}

/** Throws SocketError ENXIO for a number that no interface has. */
export function interfaceName(index: number): string {
  const name = Buffer.alloc(NAME_BYTES)
  must('if_indextoname', () => (libc().if_indextoname(index, name) === null ? -1 : 0), String(index))
  return name.toString('utf8', 0, name.indexOf(0))
}
