"""The server of the chat in Python: the same bytes on the wire as server.ts, one thread for each client."""

import hmac
import json
import os
import socket
import struct
import threading

SECRET = b'wirebook'  # for this lab; a real one is long, random, and not in the source
MAX_FRAME = 65_536
names = {}
room = threading.Lock()


def exactly(conn, n):
    """n bytes, or fewer at the end of the stream."""
    data = b''
    while len(data) < n:
        part = conn.recv(n - len(data))
        if not part:
            break
        data += part
    return data


def send(conn, message):
    payload = json.dumps(message, ensure_ascii=False).encode('utf-8')
    conn.sendall(struct.pack('!I', len(payload)) + payload)


def answer(conn, request):
    """True when that was the last answer."""
    with room:
        name = names.get(conn)
        print(f'{name or "somebody"}: {json.dumps(request, separators=(",", ":"), ensure_ascii=False)}', flush=True)
        if request['type'] == 'login' and request.get('name'):
            names[conn] = request['name']
            send(conn, {'type': 'welcome', 'names': sorted(names.values())})
        elif name is None:
            send(conn, {'type': 'error', 'code': 'login'})
        elif request['type'] == 'who':
            send(conn, {'type': 'names', 'names': sorted(names.values())})
        elif request['type'] == 'bye':
            send(conn, {'type': 'bye'})
            return True
        else:
            send(conn, {'type': 'error', 'code': 'bad'})
    return False


def talk(conn):
    challenge = os.urandom(32)
    conn.sendall(challenge)
    response = exactly(conn, 32)
    if not hmac.compare_digest(response, hmac.new(SECRET, challenge, 'sha256').digest()):
        conn.sendall(b'NO\n')
        return
    conn.sendall(b'OK\n')
    while len(prefix := exactly(conn, 4)) == 4:
        (length,) = struct.unpack('!I', prefix)
        if length > MAX_FRAME:
            return
        payload = exactly(conn, length)
        if len(payload) < length or answer(conn, json.loads(payload)):
            return


def serve(conn):
    try:
        with conn:
            talk(conn)
    except (OSError, ValueError) as error:
        print(error, flush=True)
    finally:
        with room:
            names.pop(conn, None)


with socket.create_server(('10.0.0.2', 9000)) as listener:
    print('listening on 10.0.0.2:9000', flush=True)
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()
