"""Runs the cases that come as JSON on stdin with CPython's own modules; prints the results as JSON."""
import binascii, json, select as selects, socket as sockets, sys, time

made = []


class Wrapped:
    """A socket that takes lists for tuples, and names an absent address as ours does."""

    def __init__(self, real):
        self.real = real
        self.order = len(made)
        self.first_fd = real.fileno()
        made.append(self)

    def __getattr__(self, name):
        return getattr(self.real, name)

    @property
    def protocol(self):
        return self.real.proto

    def named(self, address):
        if address is None or address == "":
            return "" if self.real.family == sockets.AF_UNIX else ["", 0]
        return address.decode() if isinstance(address, bytes) else address

    def getsockname(self):
        return self.named(self.real.getsockname())

    def getpeername(self):
        return self.named(self.real.getpeername())

    def bind(self, address):
        return self.real.bind(tupled(address))

    def connect(self, address):
        return self.real.connect(tupled(address))

    def connect_ex(self, address):
        return self.real.connect_ex(tupled(address))

    def sendto(self, data, address, flags=0):
        return self.real.sendto(data, flags, tupled(address))

    def accept(self):
        connection, address = self.real.accept()
        return [Wrapped(connection), self.named(address)]

    def recvfrom(self, *args):
        data, address = self.real.recvfrom(*args)
        return [data, self.named(address)]

    def recvfrom_into(self, *args):
        count, address = self.real.recvfrom_into(*args)
        return [count, self.named(address)]

    def dup(self):
        return Wrapped(self.real.dup())

    def setsockopt(self, level, option, value):
        if isinstance(value, list):
            value = b"".join(each.to_bytes(4, sys.byteorder, signed=True) for each in value)
        return self.real.setsockopt(level, option, value)

    def makefile(self, mode="r"):
        text = {} if "b" in mode else {"encoding": "utf-8"}
        return self.real.makefile(mode, **text)


def tupled(address):
    return tuple(address) if isinstance(address, list) else address


def socket(*args):
    return Wrapped(sockets.socket(*args))


def socketpair(*args):
    return [Wrapped(each) for each in sockets.socketpair(*args)]


def select(*args):
    return [list(each) for each in selects.select(*args)]


def listener():
    it = socket()
    it.bind(["127.0.0.1", 0])
    it.listen()
    return it


def pair():
    at = listener()
    client = socket()
    client.connect(at.getsockname())
    server = at.accept()[0]
    at.close()
    return [client, server]


def udp():
    it = socket(sockets.AF_INET, sockets.SOCK_DGRAM)
    it.bind(["127.0.0.1", 0])
    return it


def fds(ready):
    orders = {each.first_fd: each.order for each in made}
    return sorted([orders[fd], events] for fd, events in ready)


NAMES = {**vars(selects), **vars(sockets)}
NAMES.update(
    null=None, true=True, false=False, text=str.encode, hex=binascii.unhexlify, zeros=bytearray, size=len,
    socket=socket, socketpair=socketpair, select=select, poll=selects.poll, epoll=selects.epoll, sleep=time.sleep,
    part=lambda data, begin, end: data[begin:end], listener=listener, pair=pair, udp=udp, fds=fds,
)


def shown(value):
    if isinstance(value, Wrapped):
        return {"socket": [int(value.family), int(value.type), int(value.proto)]}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": value.hex()}
    if isinstance(value, (list, tuple)):
        return [shown(each) for each in value]
    if isinstance(value, bool) or value is None or isinstance(value, (str, float)):
        return value
    return int(value) if isinstance(value, int) else {"object": True}


def failed(error):
    if isinstance(error, sockets.gaierror):
        return f"getaddrinfo {error.errno}"
    if isinstance(error, TimeoutError) and error.errno is None:
        return 110
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if isinstance(error, OSError):
        return "RangeError" if "illegal IP address" not in str(error) else 22
    return "RangeError" if isinstance(error, (OverflowError, ValueError)) else type(error).__name__


def unbound(error, lines):
    """A name whose line failed; a name that no line gives is a mistake in the case."""
    if not any(line.startswith(f"{error.name} = ") for line in lines):
        raise error
    return "unbound"


def run(lines):
    made.clear()
    names = dict(NAMES)
    told = []
    for line in lines:
        name, _, rest = line.partition(" = ")
        assigns = name.isidentifier() and rest != ""
        try:
            value = eval(rest if assigns else line, names)
            if assigns:
                names[name] = value
            told.append({"value": "unseen" if assigns and name.endswith("_") else shown(value)})
        except NameError as error:
            told.append({"error": unbound(error, lines)})
        except Exception as error:
            told.append({"error": failed(error)})
    for each in made:
        each.real.close()
    return told


given = json.load(sys.stdin)
# Numbers that this version of CPython has no names for.
for name, number in given["constants"].items():
    NAMES.setdefault(name, number)
print(json.dumps([run(lines) for lines in given["cases"]]))
