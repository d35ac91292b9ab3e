"""The client of P6 in Python: two small files, each announced by its header.

    python3 client.py            lengths as pack('i', n)
    python3 client.py order=be   lengths as pack('!I', n)
"""

import json
import socket
import struct
import sys

FORMAT = '!I' if 'order=be' in sys.argv else 'i'


def recv_exact(conn, n):
    parts = []
    while n > 0:
        part = conn.recv(n)
        if not part:
            raise EOFError('the stream ended too early')
        parts.append(part)
        n -= len(part)
    return b''.join(parts)


with socket.create_connection(('127.0.0.1', 9000), timeout=10) as conn:
    for filename, text in {'notes.txt': 'hello', '笔记.txt': '你好'}.items():
        content = text.encode('utf-8')
        header = json.dumps({'filename': filename, 'filesize': len(content)}).encode('utf-8')
        conn.sendall(struct.pack(FORMAT, len(header)) + header + content)
        (length,) = struct.unpack(FORMAT, recv_exact(conn, 4))
        print(filename, json.loads(recv_exact(conn, length)), flush=True)
