"""The client of P5 in Python: several messages at once, then as many replies.

    python3 client.py            lengths as pack('!I', n)
    python3 client.py order=le   lengths as pack('i', n)
"""

import socket
import struct
import sys

FORMAT = 'i' if 'order=le' in sys.argv else '!I'


def recv_exact(conn, n):
    parts = []
    while n > 0:
        part = conn.recv(n)
        if not part:
            raise EOFError('the server closed too early')
        parts.append(part)
        n -= len(part)
    return b''.join(parts)


messages = [text.encode('utf-8') for text in ('hi', '你好', '', 'x' * 10_000)]
with socket.create_connection(('127.0.0.1', 9000), timeout=10) as conn:
    for message in messages:
        conn.sendall(struct.pack(FORMAT, len(message)) + message)
    for message in messages:
        (length,) = struct.unpack(FORMAT, recv_exact(conn, 4))
        reply = recv_exact(conn, length)
        if reply != message:
            sys.exit(f'expected {len(message)} bytes back')
        text = reply.decode('utf-8')
        print(f'{length} bytes "{text if length <= 20 else text[:20] + "..."}"', flush=True)
