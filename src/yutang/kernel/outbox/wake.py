"""Waking the relay: at once within this process, through Redis when configured, else its poll finds the work."""

import logging
import threading

import redis
from django.conf import settings

log = logging.getLogger(__name__)
CHANNEL = "yutang:outbox"
POLL_SECONDS = 0.05
_woken = threading.Event()
_to_send = threading.Event()


class _State:
    is_listening = False
    sender: threading.Thread | None = None


def signal() -> None:
    """Say that something was committed; never blocks, never fails."""
    _woken.set()
    if settings.REDIS_URL and not _State.is_listening:
        if _State.sender is None:
            _State.sender = threading.Thread(target=_send, name="yutang-wake", daemon=True)
            _State.sender.start()
        _to_send.set()


def wait(seconds: float = POLL_SECONDS) -> bool:
    """Sleep until woken or ``seconds`` have passed; return whether woken."""
    woken = _woken.wait(seconds)
    _woken.clear()
    return woken


def listen() -> None:
    """Receive other processes' signals (called by the process that runs the relay)."""
    if _State.is_listening:
        return
    _State.is_listening = True
    if settings.REDIS_URL:
        threading.Thread(target=_receive, name="yutang-wake", daemon=True).start()


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


def _receive() -> None:
    pause = threading.Event()
    while True:
        try:
            with redis.Redis.from_url(settings.REDIS_URL).pubsub() as channel:
                channel.subscribe(CHANNEL)
                for _ in channel.listen():
                    _woken.set()
        except redis.RedisError as error:
            log.warning("lost Redis, the relay polls: %s", error)
            pause.wait(1)
