/** Words of the workbench, in English. The other languages have the same shape. */
import type { Belief } from '../../../workbench/belief.ts'
import type { Fault } from '../../../workbench/decode.ts'
import type { ValueProblem } from '../../../workbench/encode.ts'
import type { Counts, Kind, Size } from '../../../workbench/frame.ts'
import type { Problem } from '../../../workbench/plan.ts'
import type { PresetId } from '../../../workbench/presets.ts'
import type { WhyNot } from '../../../workbench/struct.ts'
import type { TypedProblem } from '../../../workbench/typed.ts'

const bytes = (n: number) => (n === 1 ? '1 byte' : `${n} bytes`)

export const en = {
  begin: 'Begin with',
  presets: {
    length: 'Length, then payload (P5)',
    'file-header': 'Header length, then JSON (P6)',
    line: 'Lines',
    websocket: 'WebSocket, small',
    dns: 'DNS over TCP',
    tlv: 'Type, length, value',
  } satisfies Record<PresetId, string>,
  presetNotes: {
    length: 'The course’s own framing: four bytes say how many follow.',
    'file-header':
      'The head of a file transfer. How long the content behind it is stands inside the JSON, so that is for the program and not for the frame.',
    line: 'A line ends at \\n. Nothing else says where, so a line may not hold one.',
    websocket: 'A server’s frame below 126 bytes (RFC 6455, section 5.2). Longer ones have more bytes of length.',
    dns: 'Two bytes of length, which count all that follows, then the header of twelve bytes (RFC 1035, sections 4.1.1 and 4.2.2).',
    tlv: 'A receiver can step over types that it does not know.',
  } satisfies Record<PresetId, string>,

  frame: 'The frame',
  frameName: 'Name of the frame',
  order: 'Byte order',
  be: 'big-endian',
  le: 'little-endian',
  fields: 'Fields, in the order of the wire',
  field: (n: number) => `Field ${n}`,
  name: 'name',
  kind: 'kind',
  kinds: {
    uint: 'unsigned number',
    int: 'signed number',
    float: 'floating point',
    bytes: 'bytes',
    utf8: 'text (UTF-8)',
    magic: 'magic (constant)',
    crc32: 'CRC-32',
  } satisfies Record<Kind, string>,
  width: 'width',
  bytes,
  ownOrder: 'order',
  asFrame: 'as the frame',
  sizeBy: 'its size',
  sizes: { fixed: 'fixed', length: 'in a length field', delimiter: 'up to a delimiter' } satisfies Record<
    Size['by'],
    string
  >,
  fixedBytes: 'bytes',
  lengthField: 'length field',
  noLength: 'choose one',
  counts: 'it counts',
  countsWhat: {
    field: 'this field alone',
    after: 'all that follows it',
    frame: 'the whole frame',
  } satisfies Record<Counts, string>,
  delimiter: 'delimiter',
  max: 'at most, bytes',
  constant: 'bytes',
  measures: (name: string, counts: Counts) =>
    `Its value is worked out: ${{ field: `the size of ${name}`, after: 'the size of all that follows it', frame: 'the size of the whole frame' }[counts]}.`,
  crcNote: 'Of all bytes before it.',
  bytesHint: 'Bytes as hexadecimal pairs, or as text in quotes: 0d 0a or "\\r\\n".',
  up: (name: string) => `Move ${name} up`,
  down: (name: string) => `Move ${name} down`,
  drag: (name: string) => `Drag ${name} to another place`,
  moved: (name: string, place: number, all: number) => `${name} is now field ${place} of ${all}.`,
  remove: (name: string) => `Remove ${name}`,
  unnamed: (n: number) => `field ${n}`,
  add: 'Add',
  addKind: 'Kind of the new field',
  addField: 'Add a field',

  messages: 'Three messages',
  message: (n: number) => `Message ${n}`,
  nothingToGive: 'This frame has nothing to give: all of it is worked out.',

  bytesOf: 'The bytes',
  more: (n: number) => `+ ${n}`,
  table: { field: 'field', offset: 'offset', bytes: 'bytes', value: 'value' },
  sentence: (size: number, fields: number) => `${bytes(size)} in ${fields === 1 ? '1 field' : `${fields} fields`}.`,
  struct: 'Python’s struct',
  structIs: 'The frame is a format of struct:',
  structHead: (name: string) => `What stands before ${name} is a format of struct:`,
  structNot: 'The frame is no format of struct. ',
  whyNot: ({ code }: WhyNot, name: string) =>
    ({
      varies: `The size of ${name} is not known beforehand, and a format has fixed sizes.`,
      width: `struct has no number as wide as ${name}.`,
      'two-orders': `${name} has another byte order than the numbers before it, and a format has one.`,
    })[code],

  stream: 'The stream',
  how: 'The three messages back to back, as TCP carries them. Choose a gap between two bytes to cut there: each piece is one read of the receiver. Arrow keys move along the gaps.',
  gaps: 'Gaps between the bytes',
  cut: (at: number) => `Cut after byte ${at}`,
  cutBorder: (at: number, n: number) => `Cut after byte ${at}, behind message ${n}`,
  ready: 'Ready-made cuts',
  asWritten: 'As written',
  once: 'All at once',
  each: 'Byte by byte',
  inHeads: 'One byte into each message',
  chance: 'By chance',
  tooLong: (n: number, most: number) =>
    `${n} bytes are too many to draw; up to ${most} are drawn. The ready-made cuts work all the same.`,
  belief: 'The receiver believes',
  beliefs: {
    same: 'the same as the sender',
    'other-order': 'the other byte order',
    field: 'length counts the field alone',
    after: 'length counts all that follows it',
    frame: 'length counts the whole frame',
  } satisfies Record<Belief, string>,
  reads: 'What the receiver reads, and what its decoder says',
  read: (n: number, size: number) => `read ${n}: ${bytes(size)}`,
  moreReads: (n: number) => `And ${n} more reads.`,
  got: (n: number) => `frame ${n}`,
  empty: 'nothing',
  border: 'Nothing is left: the next byte begins a frame.',
  waits: (n: number, name: string) => `Waits in ${name}, for at least ${bytes(n)} more.`,
  refused: (what: string, at: number) =>
    `Refused at byte ${at} of the frame: ${what}. Nothing after it can be trusted.`,
  fault: (fault: Fault, name: string) => {
    switch (fault.code) {
      case 'magic':
        return `${name} should be ${hex(fault.expected)} here and is ${hex(fault.got)}`
      case 'negative':
        return `the length of ${name} is ${fault.got}`
      case 'too-short':
        return `the length says ${fault.got}, and ${fault.least} are there already`
      case 'too-long':
        return `${name} would have ${bytes(fault.got)}, and at most ${fault.most} are allowed`
      case 'no-delimiter':
        return `${name} has no delimiter within ${bytes(fault.most)}`
      case 'not-utf8':
        return `${name} is no UTF-8`
      case 'crc':
        return `${name} should be ${hex(fault.expected)} and is ${hex(fault.got)}`
    }
  },
  outcome: (reads: number, frames: number, asSent: number) =>
    `3 messages → ${reads === 1 ? '1 read' : `${reads} reads`} → ${frames === 1 ? '1 frame' : `${frames} frames`}. ${
      asSent === 3 ? 'All came out as they were sent.' : `${asSent} of 3 came out as they were sent.`
    }`,
  ends: {
    border: 'If the stream ends here, it ends between two frames.',
    truncated: 'If the stream ends here, a frame is cut off.',
    fault: 'A program would close the connection here.',
  },

  take: 'Take it with you',
  codec: 'TypeScript codec',
  skeleton: 'Exercise skeleton',
  definition: 'Definition (JSON)',
  codecNote: 'A module that stands alone: encode, decode, and a Decoder for streams. It runs in Node as it is.',
  skeletonNote:
    'Starter, solution, a second right way, wrong solutions and the spec that tells them apart. Unpack it at the top of a course; what only you can say stands as FILL-IN.',
  definitionNote: 'For npx wirebook new exercise … --frame, and for keeping.',
  exerciseId: 'Id of the exercise, unit/name',
  badId: 'An id is unit/name, of lower case letters, digits and hyphens, such as boundaries/my-frame.',
  tiny: 'A frame of one byte cannot be cut, so there is no exercise in it. Add a field.',
  file: 'File',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'The browser does not let us copy: select the text instead.',
  download: 'Download',
  downloadZip: 'Download as .zip',
  code: 'Text of the file',
  loading: 'Loading…',
  mendFirst: 'Mend the frame first: see the fields in red.',
  mendMessage: (n: number) => `Mend message ${n} first.`,

  link: 'Copy a link to this',
  linked: 'Link copied. It holds the frame and the messages, in the address alone.',
  linkInBar: 'The address of this page is the link: copy it from the browser’s bar.',
  linkTooLong: 'This is too long for a link. Download the definition instead.',
  problemTitle: 'A link that does not open.',
  problems: {
    malformed:
      'This link cannot be read: perhaps it was cut off on its way. Ask for it again. Your own frame is shown.',
    newer: 'This link was made by a newer wirebook. Update yours, then open it again. Your own frame is shown.',
    'too-large': 'This link is longer than any that is made here. Your own frame is shown.',
  },
  replaced: { link: 'This frame came with the link.', preset: 'This is a ready-made frame.' },
  mineKept: 'Yours is kept until you change something here.',
  backToMine: 'Back to mine',
  close: 'Close',

  problem: (problem: Problem): string => {
    switch (problem.code) {
      case 'no-fields':
        return 'A frame needs a field. Add one.'
      case 'many-fields':
        return `More than ${problem.most} fields. Take some out.`
      case 'frame-name':
        return 'The name of the frame begins with a small letter and has letters and digits only, such as message.'
      case 'name-missing':
        return 'This field has no name. Give it one, such as length.'
      case 'name-form':
        return 'A name begins with a small letter and has letters and digits only, as a property in TypeScript: headerLength.'
      case 'name-long':
        return `A name has at most ${problem.most} letters. Shorten it.`
      case 'name-twice':
        return `There is a field ${problem.name} already. Give this one another name.`
      case 'width':
        return 'There is no number of this width. Choose one of the list.'
      case 'fixed-size':
        return `A fixed size is a whole number from 1 to ${problem.most} bytes.`
      case 'max':
        return `The limit is a whole number from 0 to ${problem.most} bytes.`
      case 'max-over-length':
        return `${problem.name} has ${bytes(problem.width)} and can announce at most ${problem.most} here. Lower the limit, or widen ${problem.name}.`
      case 'length-missing':
        return 'Which field says how long it is? Choose a whole number that stands before it, or add one.'
      case 'length-unknown':
        return `There is no field ${problem.name} any more. Choose another one.`
      case 'length-later':
        return `${problem.name} stands behind this field: a receiver would learn the length too late. Move it up.`
      case 'length-kind':
        return `${problem.name} is no whole number. Choose one that is.`
      case 'length-shared':
        return `${problem.name} says already how long ${problem.other} is. A length serves one field: add another.`
      case 'counts-behind':
        return `The size of ${problem.name} varies, and the length counts it as well: a receiver could not tell the two apart. Let the length count this field alone.`
      case 'magic-form':
      case 'delimiter-form':
        return 'These are no bytes. Write hexadecimal pairs, such as 0d 0a, or text in quotes, such as "\\r\\n".'
      case 'magic-size':
        return `A magic has 1 to ${problem.most} bytes.`
      case 'delimiter-size':
        return `A delimiter has 1 to ${problem.most} bytes.`
    }
  },
  valueProblem: (problem: ValueProblem | TypedProblem, name: string): string => {
    switch (problem.code) {
      case 'missing':
        return `${name} has no value.`
      case 'integer':
      case 'not-integer':
        return `${name} needs a whole number, such as 42 or 0x2a.`
      case 'float':
      case 'not-number':
        return `${name} needs a number, such as 1.5.`
      case 'text':
      case 'bytes':
      case 'not-bytes':
        return `${name} needs bytes: hexadecimal pairs, or text in quotes.`
      case 'range':
        return `${name} holds ${problem.low} to ${problem.high}.`
      case 'long':
        return `${name} has ${bytes(problem.got)}, and at most ${problem.most} are allowed. Shorten it, or raise the limit.`
      case 'size':
        return `${name} has ${bytes(problem.got)}, and it must be ${problem.most}.`
      case 'surrogate':
        return `${name} holds half of a surrogate pair, which has no UTF-8.`
      case 'nul-end':
        return `${name} ends in a zero byte, which a receiver would take for padding.`
      case 'delimiter-inside':
        return `${name} holds its own delimiter: a receiver would end it there. Choose other text or another delimiter.`
    }
  },
}

function hex(n: number): string {
  return `0x${n.toString(16).padStart(n > 0xff ? 8 : 2, '0')}`
}
