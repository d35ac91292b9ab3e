"""The server of P7 in Python: the same bytes on the wire as server.ts.

    python3 server.py [md5] [verdict=off]
"""

import hmac
import os
import socket
import struct
import sys
import threading
import time

HASH = 'md5' if 'md5' in sys.argv else 'sha256'
LENGTH = {'sha256': 32, 'md5': 16}[HASH]
VERDICTS = 'verdict=off' not in sys.argv
SECRET = os.environ.get('SECRET', 'wirebook').encode('utf-8')
PATIENCE = 5.0
MAX = 1_048_576


def recv_exact(conn, n, deadline=None):
    """n bytes, or fewer at the end of the stream. TimeoutError once the deadline has passed."""
    data = b''
    while len(data) < n:
        if deadline is not None:
            conn.settimeout(max(0.001, deadline - time.monotonic()))
        part = conn.recv(n - len(data))
        if not part:
            break
        data += part
    conn.settimeout(None)
    return data


def talk(conn, peer):
    challenge = os.urandom(32)
    conn.sendall(challenge)
    try:
        response = recv_exact(conn, LENGTH, time.monotonic() + PATIENCE)
    except TimeoutError:
        print(f'{peer} rejected (timeout)', flush=True)
        return
    if len(response) < LENGTH:
        return
    # digestmod has been required since 3.8; before, leaving it out meant MD5.
    if not hmac.compare_digest(response, hmac.new(SECRET, challenge, HASH).digest()):
        print(f'{peer} rejected (digest)', flush=True)
        if VERDICTS:
            conn.sendall(b'NO\n')
        conn.shutdown(socket.SHUT_WR)
        while conn.recv(4096):
            pass
        return
    print(f'{peer} accepted', flush=True)
    if VERDICTS:
        conn.sendall(b'OK\n')
    while len(header := recv_exact(conn, 4)) == 4:
        (length,) = struct.unpack('!I', header)
        if length > MAX:
            return
        payload = recv_exact(conn, length)
        if len(payload) < length:
            return
        conn.sendall(header + payload)


def serve(conn, address):
    try:
        with conn:
            talk(conn, 'client %s:%s' % address)
    except OSError as error:
        print(error, file=sys.stderr, flush=True)


with socket.create_server(('127.0.0.1', 9000)) as listener:
    print(f'listening on 127.0.0.1:9000, {HASH}', flush=True)
    while True:
        threading.Thread(target=serve, args=listener.accept(), daemon=True).start()
