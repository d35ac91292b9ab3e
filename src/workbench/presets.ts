/** Frames to begin with: two of the course's own programs, and shapes that well-known protocols have. */
import type { Definition } from './frame.ts'
import type { Typed } from './typed.ts'

export type PresetId = 'length' | 'file-header' | 'line' | 'websocket' | 'dns' | 'tlv'
export type Preset = { id: PresetId; definition: Definition; messages: Typed[] }

export const PRESETS: readonly Preset[] = [
  {
    id: 'length',
    definition: {
      name: 'message',
      order: 'be',
      fields: [
        { name: 'length', kind: 'uint', width: 4 },
        { name: 'payload', kind: 'utf8', size: { by: 'length', field: 'length', counts: 'field', max: 1_048_576 } },
      ],
    },
    messages: [{ payload: 'hi' }, { payload: '你好' }, { payload: '' }],
  },
  {
    id: 'file-header',
    definition: {
      name: 'fileHeader',
      order: 'le',
      fields: [
        { name: 'headerLength', kind: 'int', width: 4 },
        { name: 'header', kind: 'utf8', size: { by: 'length', field: 'headerLength', counts: 'field', max: 65_536 } },
      ],
    },
    messages: [
      { header: '{"filename": "notes.txt", "filesize": 5}' },
      { header: '{"filename":"a","filesize":0}' },
      { header: '{"filename":"笔记.txt","filesize":6}' },
    ],
  },
  {
    id: 'line',
    definition: {
      name: 'line',
      order: 'be',
      fields: [{ name: 'text', kind: 'utf8', size: { by: 'delimiter', delimiter: '"\\n"', max: 4_096 } }],
    },
    messages: [{ text: 'ping' }, { text: '' }, { text: 'pid' }],
  },
  {
    // RFC 6455, section 5.2: FIN and opcode, then a length below 126, of a frame that is not masked.
    id: 'websocket',
    definition: {
      name: 'wsFrame',
      order: 'be',
      fields: [
        { name: 'opcode', kind: 'uint', width: 1 },
        { name: 'length', kind: 'uint', width: 1 },
        { name: 'payload', kind: 'utf8', size: { by: 'length', field: 'length', counts: 'field', max: 125 } },
      ],
    },
    messages: [
      { opcode: '0x81', payload: 'Hello' },
      { opcode: '0x89', payload: '' },
      { opcode: '0x81', payload: '你' },
    ],
  },
  {
    // RFC 1035, section 4.2.2: over TCP a length of two bytes stands before the message; section 4.1.1: its header.
    id: 'dns',
    definition: {
      name: 'dnsMessage',
      order: 'be',
      fields: [
        { name: 'length', kind: 'uint', width: 2 },
        { name: 'id', kind: 'uint', width: 2 },
        { name: 'flags', kind: 'uint', width: 2 },
        { name: 'questions', kind: 'uint', width: 2 },
        { name: 'answers', kind: 'uint', width: 2 },
        { name: 'authority', kind: 'uint', width: 2 },
        { name: 'additional', kind: 'uint', width: 2 },
        { name: 'body', kind: 'bytes', size: { by: 'length', field: 'length', counts: 'after', max: 65_523 } },
      ],
    },
    messages: ['0x1234', '0x1235', '0x1236'].map((id, n) => ({
      id,
      flags: '0x0100',
      questions: '1',
      answers: '0',
      authority: '0',
      additional: '0',
      // The root, or a name of one label; type A or AAAA; class IN.
      body: ['"\\x02hi\\0\\0\\x01\\0\\x01"', '"\\x02hi\\0\\0\\x1c\\0\\x01"', '"\\0\\0\\x02\\0\\x01"'][n]!,
    })),
  },
  {
    id: 'tlv',
    definition: {
      name: 'record',
      order: 'be',
      fields: [
        { name: 'type', kind: 'uint', width: 1 },
        { name: 'length', kind: 'uint', width: 2 },
        { name: 'value', kind: 'bytes', size: { by: 'length', field: 'length', counts: 'field', max: 16_384 } },
      ],
    },
    messages: [
      { type: '1', value: '"name"' },
      { type: '2', value: '00 00 00 2a' },
      { type: '255', value: '' },
    ],
  },
]
