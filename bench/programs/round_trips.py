"""The same as round-trips.ts, by CPython's socket and by its asyncio."""
import asyncio, socket, sys, time

MESSAGE = b"x" * 64


def serve():
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    print(listener.getsockname()[1], flush=True)
    connection, _ = listener.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    while data := connection.recv(1024):
        connection.sendall(data)


def connected(port):
    client = socket.create_connection(("127.0.0.1", port))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


def blocking(port, count):
    client = connected(port)
    for _ in sys.stdin:
        began = time.perf_counter()
        for _ in range(count):
            client.sendall(MESSAGE)
            missing = len(MESSAGE)
            while missing > 0:
                missing -= len(client.recv(missing))
        print((time.perf_counter() - began) * 1000, flush=True)


async def awaiting(port, count):
    client = connected(port)
    client.setblocking(False)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        began = time.perf_counter()
        for _ in range(count):
            await loop.sock_sendall(client, MESSAGE)
            missing = len(MESSAGE)
            while missing > 0:
                missing -= len(await loop.sock_recv(client, missing))
        print((time.perf_counter() - began) * 1000, flush=True)


mode, *rest = sys.argv[1:]
if mode == "serve":
    serve()
elif mode == "blocking":
    blocking(*map(int, rest))
else:
    asyncio.run(awaiting(*map(int, rest)))
