"""Wake-ups between processes over Redis pub/sub; a lost message costs one poll."""

import logging
import threading

import redis
from django.conf import settings

log = logging.getLogger(__name__)
CHANNEL = "yutang:outbox"
_to_send = threading.Event()
_lock = threading.Lock()


class _Sender:
    thread: threading.Thread | None = None


def send_soon() -> None:
    """Send a signal from a thread of its own: a commit never waits for Redis."""
    with _lock:
        if _Sender.thread is None:
            _Sender.thread = threading.Thread(target=_send, name="yutang-wake-send", daemon=True)
            _Sender.thread.start()
    _to_send.set()


def start_receiving(woken: threading.Event) -> None:
    """Set ``woken`` whenever another process sends."""
    threading.Thread(target=_receive, args=(woken,), name="yutang-wake-receive", daemon=True).start()


def _send() -> None:
    """Send at most one signal per 2 ms, however many transactions commit."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1)
    pause = threading.Event()
    while _to_send.wait():
        _to_send.clear()
        try:
            client.publish(CHANNEL, b"1")
        except redis.RedisError as error:
            log.warning("cannot wake the relay through Redis: %s", error)
            pause.wait(1)
        pause.wait(0.002)


def _receive(woken: threading.Event) -> None:
    pause = threading.Event()
    while True:
        try:
            with redis.Redis.from_url(settings.REDIS_URL).pubsub() as channel:  # type: ignore[no-untyped-call]
                channel.subscribe(CHANNEL)
                for _ in channel.listen():
                    woken.set()
        except redis.RedisError as error:
            log.warning("lost Redis, the relay polls: %s", error)
            pause.wait(1)
