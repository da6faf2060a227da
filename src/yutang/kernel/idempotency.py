"""The same key gets the same answer; the same key with another body is a conflict."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import IntegrityError, transaction

from yutang.kernel import clock
from yutang.kernel.batches import insert_columns
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.jobs import periodic
from yutang.kernel.models import Answer
from yutang.kernel.queries import Many, Query

KEEP = timedelta(days=7)
MAX_KEY = 128
_STORED = Query(
    lambda: (
        Answer.objects.filter(pk__among=Many("keys"))
        .order_by()
        .values_list("key", "digest", "status", "body")
    )
)


@dataclass(frozen=True)
class StoredAnswer:
    """The first answer to a key."""

    key: str
    digest: str
    status: int
    body: Any


def digest_of(obj: Any) -> str:
    """Return a stable digest of bytes or of any JSON-like value (order of keys does not matter)."""
    raw = obj if isinstance(obj, bytes) else orjson.dumps(obj, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(raw).hexdigest()


def run_once(
    scope: str, key: str, body: bytes | dict[str, Any], fn: Callable[[], tuple[int, Any]]
) -> tuple[int, Any]:
    """Run ``fn`` once per (scope, key) in one transaction with its answer; later calls get that answer.

    A refusal (DomainError) is an answer too and is raised again. Another body under the same key raises
    ``Conflict("idempotency_mismatch")``. Two calls at once: the second waits and gets the first's answer.
    """
    if not key or len(key) > MAX_KEY:
        raise DomainError("idempotency_key_invalid", "请求标识缺失或过长", field="Idempotency-Key")
    full_key, digest = f"{scope}:{key}", digest_of(body)
    stored = recall([full_key]).get(full_key)
    if stored is None:
        try:
            with transaction.atomic():
                stored = _first(full_key, digest, fn)
        except _Taken:
            stored = recall([full_key])[full_key]
    return replay_answer(stored, digest)


def recall(keys: Iterable[str]) -> dict[str, StoredAnswer]:
    """Return the stored answers among ``keys``."""
    return {row[0]: StoredAnswer(*row) for row in _STORED.rows(keys=list(keys))}


def replay_answer(stored: StoredAnswer, digest: str) -> tuple[int, Any]:
    """Give a stored answer again: raises when the body was another, or when the answer was a refusal."""
    if stored.digest != digest:
        raise Conflict("idempotency_mismatch", "同一请求标识的内容不一致", field="Idempotency-Key")
    if stored.status >= 400 and isinstance(stored.body, dict) and "error" in stored.body:
        error = stored.body["error"]
        raise DomainError(error["code"], error["message"], status=stored.status, **error["details"])
    return stored.status, stored.body


def remember_many(rows: Sequence[StoredAnswer], *, at: datetime | None = None) -> None:
    """Store answers inside the caller's transaction; a key that exists raises IntegrityError (retry the batch)."""
    insert_columns(
        Answer,
        key=[row.key for row in rows],
        digest=[row.digest for row in rows],
        status=[row.status for row in rows],
        body=[row.body for row in rows],
        created_at=[at or clock.now()] * len(rows),
    )


class _Taken(Exception):
    """Somebody else owns the key."""


def _first(full_key: str, digest: str, fn: Callable[[], tuple[int, Any]]) -> StoredAnswer:
    # The key is taken before the work: a second caller waits at this insert instead of doing the work twice.
    try:
        with transaction.atomic():
            remember_many([StoredAnswer(full_key, digest, 0, None)])
    except IntegrityError as error:
        raise _Taken from error
    try:
        with transaction.atomic():
            status, body = fn()
    except DomainError as error:
        if error.status >= 500:
            raise
        status, body = error.status, error.as_dict()
    Answer.objects.filter(pk=full_key).update(status=status, body=body)
    return StoredAnswer(full_key, digest, status, body)


@periodic(seconds=3600, name="forget-old-answers")
def forget_old_answers() -> int:
    """Delete answers that no client repeats any more."""
    deleted, _ = Answer.objects.filter(created_at__lt=clock.now() - KEEP).delete()
    return deleted
