"""The client of the chat in Python: the same bytes on the wire as client.ts.

    python3 client.py [secret=TEXT]
"""

import hmac
import json
import socket
import struct
import sys

SECRET = next((a[7:] for a in sys.argv if a.startswith('secret=')), 'wirebook')


def exactly(conn, n):
    data = b''
    while len(data) < n:
        part = conn.recv(n - len(data))
        if not part:
            raise EOFError('the server has ended the connection')
        data += part
    return data


def ask(conn, request):
    payload = json.dumps(request, ensure_ascii=False).encode('utf-8')
    conn.sendall(struct.pack('!I', len(payload)) + payload)
    (length,) = struct.unpack('!I', exactly(conn, 4))
    print(f'{request["type"]} -> {exactly(conn, length).decode("utf-8")}', flush=True)


with socket.create_connection(('10.0.0.2', 9000), timeout=10) as conn:
    challenge = exactly(conn, 32)
    conn.sendall(hmac.new(SECRET.encode('utf-8'), challenge, 'sha256').digest())
    print(f'verdict {exactly(conn, 3).decode().strip()}', flush=True)
    for request in ({'type': 'login', 'name': 'Ada'}, {'type': 'who'}, {'type': 'bye'}):
        ask(conn, request)
    if conn.recv(1) == b'':
        print('the server closed first', flush=True)
