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


def main() -> None:
    port, connections, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    requests: list[bytes] = pickle.loads(Path(sys.argv[4]).read_bytes())  # noqa: S301 - our own file
    poll, sockets = select.epoll(), dict[int, socket.socket]()
    asked: dict[int, tuple[int, float]] = {}
    acknowledged: list[tuple[int, str]] = []
    latencies: list[float] = []
    said: Counter[str] = Counter()
    clock, following = time.perf_counter, 0
    for _ in range(connections):
        one = socket.create_connection(("127.0.0.1", port))
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sockets[one.fileno()] = one
        poll.register(one.fileno(), select.EPOLLIN)
    begun, cpu = clock(), time.process_time()
    for number, one in sockets.items():
        asked[number] = (following, clock())
        one.send(requests[following])
        following += 1
    is_broken = False
    while clock() - begun < seconds and following < len(requests) and sockets:
        for number, _ in poll.poll(0.5):
            one = sockets[number]
            try:
                answer = one.recv(65_536)
            except OSError:
                answer = b""
            if not answer:
                is_broken = True
                poll.unregister(number)
                sockets.pop(number).close()
                continue
            request, sent_at = asked[number]
            now = clock()
            if answer.startswith(b"HTTP/1.1 200"):
                latencies.append(now - sent_at)
                place = answer.index(b'"order_no":"') + 12
                acknowledged.append((request, answer[place : answer.index(b'"', place)].decode()))
            else:
                code = answer.partition(b'"code":"')[2].partition(b'"')[0].decode()
                said[f"{answer[9:12].decode()} {code}"] += 1
            if following < len(requests):
                asked[number] = (following, now)
                try:
                    one.send(requests[following])
                except OSError:
                    is_broken = True
                following += 1
    took = clock() - begun
    found = {
        "acknowledged": acknowledged,
        "latencies": latencies,
        "said": dict(said),
        "seconds": took,
        "cpu_seconds": time.process_time() - cpu,
        "sent": following,
        "broken": is_broken,
    }
    Path(sys.argv[5]).write_bytes(pickle.dumps(found))


if __name__ == "__main__":
    main()
