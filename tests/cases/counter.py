"""A phone at the counter of a store: what the guide's pages do, over the public API, with a key of its own."""

import base64
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.cases.phone import ApiError


@dataclass
class CounterPhone:
    """One member of staff, signed in with the console's log-in."""

    base_url: str
    username: str
    password: str = "yutang-demo"
    staff: dict[str, Any] = field(default_factory=dict)
    device_no: str = ""

    def __post_init__(self) -> None:
        self.http = httpx.Client(base_url=f"{self.base_url}/api/guide", timeout=30)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.token = ""
        signed = self.post("/auth/sign-in", {"username": self.username, "password": self.password})
        self.token, self.staff = signed["token"], signed["staff"]

    @property
    def store_id(self) -> int:
        return int(self.staff["store"]["id"])

    def call(self, method: str, path: str, body: Any = None, *, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        answer = self.http.request(method, path, json=body, headers=headers)
        if answer.status_code >= 400:
            raise ApiError(answer.status_code, answer.json())
        return answer.json()

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self.call("POST", path, body or {}, key=key)

    def redeem(self, code: str, *, uses: int = 1, key: str = "") -> dict[str, Any]:
        return dict(self.post("/redemptions", {"code": code, "uses": uses}, key=key))

    def register(self) -> None:
        raw = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        body = {"name": "前台手机", "public_key": base64.b64encode(raw).decode()}
        self.device_no = self.post("/devices", body)["no"]

    def offline_row(self, code: str) -> dict[str, Any]:
        at = int(time.time() * 1000)
        return {"code": code, "uses": 1, "at": at, "nonce": uuid.uuid4().hex, "staff_id": self.staff["id"]}

    def signed(self, *rows: dict[str, Any]) -> dict[str, str]:
        """What the browser sends: the very text, and ECDSA as WebCrypto gives it."""
        text = json.dumps({"device": self.device_no, "sent_at": int(time.time() * 1000), "rows": rows})
        r, s = decode_dss_signature(self.key.sign(text.encode(), ec.ECDSA(SHA256())))
        signature = base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()
        return {"device": self.device_no, "list": text, "signature": signature}
