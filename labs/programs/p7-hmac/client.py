"""The client of P7 in Python: the same bytes on the wire as client.ts.

    python3 client.py [md5] [verdict=off] [secret=TEXT]
"""

import hmac
import os
import socket
import struct
import sys

HASH = 'md5' if 'md5' in sys.argv else 'sha256'
SECRET = next((a[7:] for a in sys.argv if a.startswith('secret=')), os.environ.get('SECRET', 'wirebook'))


def recv_exact(conn, n):
    data = b''
    while len(data) < n:
        part = conn.recv(n - len(data))
        if not part:
            raise EOFError('the server closed too early')
        data += part
    return data


with socket.create_connection(('127.0.0.1', 9000), timeout=10) as conn:
    challenge = recv_exact(conn, 32)
    print(f'challenge {challenge.hex()[:16]}...', flush=True)
    conn.sendall(hmac.new(SECRET.encode('utf-8'), challenge, HASH).digest())
    if 'verdict=off' not in sys.argv:
        verdict = recv_exact(conn, 3)
        if verdict != b'OK\n':
            sys.exit(f'the server says {verdict}')
    print('accepted', flush=True)
    for text in ('hello', '你好'):
        data = text.encode('utf-8')
        conn.sendall(struct.pack('!I', len(data)) + data)
        (length,) = struct.unpack('!I', recv_exact(conn, 4))
        print(f'echo "{recv_exact(conn, length).decode("utf-8")}"', flush=True)
