"""The load of a flash sale, in a process of its own: raw sockets, one epoll loop, requests made before the start.

Usage: _flash_load.py PORT CONNECTIONS SECONDS REQUESTS ANSWERS. REQUESTS is a pickled list of bytes; ANSWERS receives a
pickled dict with the acknowledged (request number, order number), the latencies and what else was said.
"""

import pickle
import select
import socket
import sys
import time
from collections import Counter
from pathlib import Path


class Load:
    """Connections that each wait for one answer and then ask the next thing."""

    def __init__(self, port: int, connections: int, requests: list[bytes]) -> None:
        self.requests = requests
        self.following = 0
        self.acknowledged: list[tuple[int, str]] = []
        self.latencies: list[float] = []
        self.said: Counter[str] = Counter()
        self.is_broken = False
        self._poll, self._sockets = select.epoll(), dict[int, socket.socket]()
        self._asked: dict[int, tuple[int, float]] = {}
        for _ in range(connections):
            one = socket.create_connection(("127.0.0.1", port))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._sockets[one.fileno()] = one
            self._poll.register(one.fileno(), select.EPOLLIN)

    def run(self, seconds: float) -> float:
        """Ask until the time is over or nobody answers; returns how long it was."""
        begun = time.perf_counter()
        for number in self._sockets:
            self._ask(number)
        while time.perf_counter() - begun < seconds and self.following < len(self.requests) and self._sockets:
            for number, _ in self._poll.poll(0.5):
                self._hear(number)
        return time.perf_counter() - begun

    def _ask(self, number: int) -> None:
        if self.following >= len(self.requests):
            return
        self._asked[number] = (self.following, time.perf_counter())
        try:
            self._sockets[number].send(self.requests[self.following])
        except OSError:
            self.is_broken = True
        self.following += 1

    def _hear(self, number: int) -> None:
        try:
            answer = self._sockets[number].recv(65_536)
        except OSError:
            answer = b""
        if not answer:
            self.is_broken = True
            self._poll.unregister(number)
            self._sockets.pop(number).close()
            return
        request, sent_at = self._asked[number]
        if answer.startswith(b"HTTP/1.1 200"):
            self.latencies.append(time.perf_counter() - sent_at)
            place = answer.index(b'"order_no":"') + 12
            self.acknowledged.append((request, answer[place : answer.index(b'"', place)].decode()))
        else:
            code = answer.partition(b'"code":"')[2].partition(b'"')[0].decode()
            self.said[f"{answer[9:12].decode()} {code}"] += 1
        self._ask(number)


def main() -> None:
    requests: list[bytes] = pickle.loads(Path(sys.argv[4]).read_bytes())  # noqa: S301 - our own file
    load = Load(int(sys.argv[1]), int(sys.argv[2]), requests)
    cpu = time.process_time()
    seconds = load.run(float(sys.argv[3]))
    found = {
        "acknowledged": load.acknowledged,
        "latencies": load.latencies,
        "said": dict(load.said),
        "seconds": seconds,
        "cpu_seconds": time.process_time() - cpu,
        "sent": load.following,
        "broken": load.is_broken,
    }
    Path(sys.argv[5]).write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()
