"""Callbacks of the other side: encrypted and signed as specified, five seconds to answer, three tries."""

import random
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from yutang.integrations.tencent.crypto import MessageCipher
from yutang.integrations.tencent.xml import write_fields
from yutang.integrations.wecom.fake.corp import FakeCorp, WireLine

TRIES = 3
_TIMEOUT = 5.0
_PAUSE = 1.0


@dataclass
class _Letter:
    """One message on its way."""

    body: dict[str, Any]
    tries: int = 0
    due_at: float = 0.0


class Postman:
    """Brings what happened to the address of the app. `background=False`: tests call `deliver`."""

    def __init__(self, corp: FakeCorp, *, url: str, token: str, aes_key: str) -> None:
        self._corp = corp
        self._url = url
        self._cipher = MessageCipher(token=token, aes_key=aes_key, receiver=corp.corp_id)
        self._letters: deque[_Letter] = deque()
        self._client = httpx.Client(timeout=_TIMEOUT)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def check_url(self) -> bool:
        """Do what WeCom does when the address is saved: send an encrypted word and want it back in plain."""
        word = str(random.randrange(10**18))
        encrypted = self._cipher.encrypt(word)
        response = self._client.get(self._url, params=self._signed(encrypted) | {"echostr": encrypted})
        return response.status_code == 200 and response.text == word

    def start(self) -> None:
        """Deliver in a thread."""
        self._thread = threading.Thread(target=self._run, name="wecom-postman", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop delivering."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self._client.close()

    def deliver(self) -> int:
        """Try everything that is due once; returns how many were taken."""
        self._collect()
        taken = 0
        for _ in range(len(self._letters)):
            letter = self._letters.popleft()
            if letter.due_at > time.monotonic():
                self._letters.append(letter)
            elif self._sent(letter):
                taken += 1
            elif letter.tries < TRIES:
                letter.due_at = time.monotonic() + _PAUSE
                self._letters.append(letter)
        return taken

    def envelope(self, body: dict[str, Any]) -> tuple[dict[str, str], str]:
        """Return (query, XML) of one message, signed and encrypted."""
        encrypted = self._cipher.encrypt(write_fields(body))
        outer = {"ToUserName": self._corp.corp_id, "Encrypt": encrypted, "AgentID": str(self._corp.agent_id)}
        return self._signed(encrypted), write_fields(outer)

    def _run(self) -> None:
        while not self._stop.wait(0.05):
            self.deliver()

    def _collect(self) -> None:
        faults = self._corp.faults
        with self._corp.guard:
            fresh = [_Letter(self._corp.outgoing.popleft()) for _ in range(len(self._corp.outgoing))]
        for letter in fresh:
            if faults.lose_callbacks > 0:
                faults.lose_callbacks -= 1
                continue
            self._letters.append(letter)
            if faults.double_callbacks > 0:
                faults.double_callbacks -= 1
                self._letters.append(_Letter(letter.body))
        if faults.shuffle_callbacks:
            mixed = list(self._letters)
            random.shuffle(mixed)
            self._letters = deque(mixed)

    def _sent(self, letter: _Letter) -> bool:
        letter.tries += 1
        query, content = self.envelope(letter.body)
        try:
            response = self._client.post(
                f"{self._url}?{urlencode(query)}",
                content=content.encode(),
                headers={"content-type": "text/xml"},
            )
            answered, is_taken = f"HTTP {response.status_code}", response.status_code == 200
        except httpx.HTTPError as error:
            answered, is_taken = type(error).__name__, False
        name = f"{letter.body.get('Event', '')}/{letter.body.get('ChangeType', '')}"
        self._corp.wire.append(WireLine(time.time(), "callback", name, letter.body, answered))
        return is_taken

    def _signed(self, encrypted: str) -> dict[str, str]:
        timestamp, nonce = str(self._corp.now()), str(random.randrange(10**9))
        signature = self._cipher.signature(timestamp=timestamp, nonce=nonce, encrypted=encrypted)
        return {"msg_signature": signature, "timestamp": timestamp, "nonce": nonce}
