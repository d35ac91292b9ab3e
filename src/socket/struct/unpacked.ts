/** The types of a format's values, read off the format by TypeScript: `unpack('!IB', data)` is `[number, number]`. */
import type { StructValue } from './values.ts'

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
type Space = ' ' | '\t' | '\n' | '\r' | '\f' | '\v'
type StandardPrefix = '=' | '<' | '>' | '!'

/** `Long` is bigint where `l` and `L` have 8 bytes (native), number where they have 4. */
type ValueOf<Long extends number | bigint> = {
  c: Buffer
  b: number
  B: number
  '?': boolean
  h: number
  H: number
  i: number
  I: number
  l: Long
  L: Long
  q: bigint
  Q: bigint
  n: bigint
  N: bigint
  P: bigint
  e: number
  f: number
  d: number
}

/** A tuple for counts written with at most two digits; `T[]` for larger ones, which nobody takes apart by name. */
type Repeated<T, Count extends string> = Count extends ''
  ? [T]
  : Count extends Digit | `${Exclude<Digit, '0'>}${Digit}`
    ? Times<T, Count>
    : T[]
type Times<T, Count extends string, Done extends T[] = []> = `${Done['length']}` extends Count
  ? Done
  : Times<T, Count, [...Done, T]>

type Items<
  Format extends string,
  Long extends number | bigint,
  Count extends string = '',
  Done extends StructValue[] = [],
> = Format extends `${infer Letter}${infer Rest}`
  ? Letter extends Digit
    ? Items<Rest, Long, `${Count}${Letter}`, Done>
    : Letter extends Space | 'x'
      ? Items<Rest, Long, '', Done>
      : Letter extends 's' | 'p'
        ? Items<Rest, Long, '', [...Done, Buffer]>
        : Letter extends keyof ValueOf<Long>
          ? Items<Rest, Long, '', [...Done, ...Repeated<ValueOf<Long>[Letter], Count>]>
          : StructValue[]
  : Done

/** The values of a format that is known when types are checked, `StructValue[]` of any other. */
export type Unpacked<Format extends string> = string extends Format
  ? StructValue[]
  : Format extends `${StandardPrefix}${infer Rest}`
    ? Items<Rest, number>
    : Format extends `@${infer Rest}`
      ? Items<Rest, bigint>
      : Items<Format, bigint>
