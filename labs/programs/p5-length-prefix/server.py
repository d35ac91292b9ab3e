"""The server of P5 in Python, for one connection: echoes every frame.

    python3 server.py            lengths as pack('!I', n)
    python3 server.py order=le   lengths as pack('i', n)
"""

import socket
import struct
import sys

FORMAT = 'i' if 'order=le' in sys.argv else '!I'
MAX = 1_048_576


def recv_exact(conn, n):
    """n bytes, or fewer at the end of the stream."""
    parts = []
    while n > 0:
        part = conn.recv(n)
        if not part:
            break
        parts.append(part)
        n -= len(part)
    return b''.join(parts)


def refused(length):
    return 'negative' if length < 0 else 'too large' if length > MAX else None


with socket.create_server(('127.0.0.1', 9000)) as listener:
    conn, (host, port) = listener.accept()
    with conn:
        while len(header := recv_exact(conn, 4)) == 4:
            (length,) = struct.unpack(FORMAT, header)
            if reason := refused(length):
                answer = f'ERR {reason}'.encode('ascii')
                conn.sendall(struct.pack(FORMAT, len(answer)) + answer)
                break
            payload = recv_exact(conn, length)
            if len(payload) < length:
                break
            print(f'{host}:{port} {length} bytes', flush=True)
            conn.sendall(header + payload)
