"""Answers struct cases with CPython's own module: a JSON array of cases on stdin, one of answers on stdout.

Values travel as text: `i:` an integer, `f:` the 16 hex digits of a double, `b:` hex bytes, `t:` text, true, false.
"""
import json
import re
import struct
import sys

KINDS = [
    ('FORMAT', r'bad char|repeat count'),
    ('COUNT', r'expected \d+ items'),
    ('TYPE', r'must be a bytes object|required argument is not|char format requires'),
    ('SIZE', r'buffer|not enough data|no space to pack|out of range for|of length 0'),
    ('RANGE', r'format requires|out of range|too large'),
]


def value_of(text):
    if isinstance(text, bool):
        return text
    kind, rest = text[0], text[2:]
    if kind == 'i':
        return int(rest)
    if kind == 'f':
        return struct.unpack('>d', bytes.fromhex(rest))[0]
    return bytes.fromhex(rest) if kind == 'b' else rest


def text_of(value):
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return f'i:{value}'
    if isinstance(value, float):
        return 'nan' if value != value else 'f:' + struct.pack('>d', value).hex()
    return 'b:' + value.hex()


def texts_of(values):
    return [text_of(value) for value in values]


def run(op, fmt, rest):
    if op == 'pack':
        return [struct.calcsize(fmt), struct.pack(fmt, *map(value_of, rest)).hex()]
    data = bytearray.fromhex(rest[0])
    if op == 'unpack':
        return texts_of(struct.unpack(fmt, data))
    if op == 'unpack_from':
        return texts_of(struct.unpack_from(fmt, data, rest[1]))
    if op == 'iter_unpack':
        return [texts_of(values) for values in struct.iter_unpack(fmt, data)]
    struct.pack_into(fmt, data, rest[1], *map(value_of, rest[2:]))
    return data.hex()


def answer(case):
    op, fmt, *rest = case
    try:
        return {'ok': run(op, fmt, rest)}
    except (struct.error, OverflowError) as error:
        for kind, pattern in KINDS:
            if re.search(pattern, str(error)):
                return {'error': kind}
        return {'error': f'unknown: {error}'}


json.dump([answer(case) for case in json.load(sys.stdin)], sys.stdout)
