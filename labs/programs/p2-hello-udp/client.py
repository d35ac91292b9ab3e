"""The client of P2 in Python: the same datagrams as client.ts. It waits for each reply, for ever if it is lost."""
import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    for name in ('Michael', 'Tracy', 'Sarah'):
        client.sendto(name.encode('utf-8'), ('127.0.0.1', 9999))
        print(client.recv(1024).decode('utf-8'), flush=True)
