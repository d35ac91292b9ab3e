"""Three messages with a length prefix, each sent after the reply to the one before.

    python3 client.py            big-endian: pack('!I', n)
    python3 client.py order=le   this machine's own order: pack('i', n)
"""

import socket
import struct
import sys

FORMAT = "i" if "order=le" in sys.argv else "!I"
SIZE = struct.calcsize(FORMAT)


def recv_exact(conn, n):
    """Exactly n bytes: recv(n) alone may return fewer."""
    parts = []
    while n > 0:
        part = conn.recv(n)
        if not part:
            raise EOFError("the stream ended inside a frame")
        parts.append(part)
        n -= len(part)
    return b"".join(parts)


def send_frame(conn, payload):
    conn.sendall(struct.pack(FORMAT, len(payload)) + payload)


def recv_frame(conn):
    (length,) = struct.unpack(FORMAT, recv_exact(conn, SIZE))  # unpack returns a tuple
    return recv_exact(conn, length)


with socket.create_connection(("127.0.0.1", 9000), timeout=10) as conn:
    for text in ("hi", "你好", "x" * 10_000):
        payload = text.encode("utf-8")
        send_frame(conn, payload)
        reply = recv_frame(conn)
        if reply != payload:
            sys.exit("that is not what was sent")
        print(f"sent {len(payload)} bytes, got {len(reply)} bytes back")
