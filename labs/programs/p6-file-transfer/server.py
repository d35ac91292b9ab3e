"""The server of P6 in Python, for one connection: stores what comes in a folder of its own, and deletes it at the end."""

import json
import os
import socket
import struct
import sys
import tempfile

FORMAT = '!I' if 'order=be' in sys.argv else 'i'


def recv_exact(conn, n):
    parts = []
    while n > 0:
        part = conn.recv(n)
        if not part:
            return None
        parts.append(part)
        n -= len(part)
    return b''.join(parts)


with tempfile.TemporaryDirectory() as folder, socket.create_server(('127.0.0.1', 9000)) as listener:
    conn, _ = listener.accept()
    with conn:
        while (head := recv_exact(conn, 4)) is not None:
            header = json.loads(recv_exact(conn, *struct.unpack(FORMAT, head)))
            name, size = header['filename'], header['filesize']
            if name != os.path.basename(name) or name.startswith('.'):
                sys.exit(f'a bad name: {name!r}')
            print(f'receiving {name} ({size} bytes)', flush=True)
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(recv_exact(conn, size))
            print(f'stored {name}', flush=True)
            answer = json.dumps({'ok': True, 'received': size}).encode('utf-8')
            conn.sendall(struct.pack(FORMAT, len(answer)) + answer)
