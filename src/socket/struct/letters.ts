/**
 * What each letter of a format stands for. Standard sizes (`=` `<` `>` `!`) are the same on every machine and never
 * aligned. Native ones (`@`, or no prefix) are those of the machine's C compiler, and each item begins at a multiple of
 * its alignment, as a C struct's member does.
 *
 * Source: Python's documentation of `struct`, "Format Characters"; native figures of the System V ABI for x86-64 and
 * the AAPCS64 for arm64, which agree in all of these.
 */
import { endianness } from 'node:os'

/** `bytes` take one value for all their bytes, the others one for each. */
export type Kind = 'pad' | 'byte' | 'bool' | 'signed' | 'unsigned' | 'pointer' | 'float' | 'bytes' | 'pascal'

export type Letter = {
  kind: Kind
  /** Bytes with a standard prefix; null where there is no standard size. */
  standard: number | null
  /** Bytes without prefix or with `@`, which is the alignment, too. */
  native: number
}

/** C's `long` has 8 bytes on 64-bit Linux and macOS, 4 on Windows. */
const LONG = process.platform === 'win32' ? 4 : 8
const POINTER = 8

const same = (kind: Kind, bytes: number): Letter => ({ kind, standard: bytes, native: bytes })

export const LETTERS: ReadonlyMap<string, Letter> = new Map([
  ['x', same('pad', 1)],
  ['c', same('byte', 1)],
  ['b', same('signed', 1)],
  ['B', same('unsigned', 1)],
  ['?', same('bool', 1)],
  ['h', same('signed', 2)],
  ['H', same('unsigned', 2)],
  ['i', same('signed', 4)],
  ['I', same('unsigned', 4)],
  ['l', { kind: 'signed', standard: 4, native: LONG }],
  ['L', { kind: 'unsigned', standard: 4, native: LONG }],
  ['q', same('signed', 8)],
  ['Q', same('unsigned', 8)],
  ['n', { kind: 'signed', standard: null, native: POINTER }],
  ['N', { kind: 'unsigned', standard: null, native: POINTER }],
  ['P', { kind: 'pointer', standard: null, native: POINTER }],
  ['e', same('float', 2)],
  ['f', same('float', 4)],
  ['d', same('float', 8)],
  ['s', same('bytes', 1)],
  ['p', same('pascal', 1)],
])

/** How the first character of a format chooses order and sizes. */
export type Prefix = { little: boolean; native: boolean }

const MACHINE_LITTLE = endianness() === 'LE'

export const NATIVE: Prefix = { little: MACHINE_LITTLE, native: true }

export const PREFIXES: ReadonlyMap<string, Prefix> = new Map([
  ['@', NATIVE],
  ['=', { little: MACHINE_LITTLE, native: false }],
  ['<', { little: true, native: false }],
  ['>', { little: false, native: false }],
  ['!', { little: false, native: false }],
])
