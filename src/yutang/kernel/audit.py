"""Who did what to whom: a chain of seals, so that an edited, removed or inserted entry shows.

A seal is an HMAC over the previous seal and the entry; the change itself enters only as a salted digest, so
personal data in it can be erased while the chain still proves that the act took place.
"""

import hashlib
import secrets as random_secrets
from collections.abc import Iterable
from datetime import UTC
from typing import Any

import orjson
from django.db import transaction

from yutang.kernel import clock, secrets
from yutang.kernel.doctor import Finding, check
from yutang.kernel.models import AuditEntry, AuditHead


def record(*, actor: str, action: str, subject: str, change: dict[str, Any]) -> None:
    """Append an entry to the chain, in the caller's transaction if there is one (it then waits for other recorders)."""
    with transaction.atomic():
        head = AuditHead.objects.select_for_update().filter(pk=1).first()
        if head is None:
            AuditHead.objects.get_or_create(pk=1)
            head = AuditHead.objects.select_for_update().get(pk=1)
        salt = random_secrets.token_hex(16)
        plain = orjson.loads(orjson.dumps(change))  # exactly what the database will give back
        entry = AuditEntry(
            id=head.last + 1,
            at=clock.now(),
            actor=actor,
            action=action,
            subject=subject,
            change=plain,
            salt=salt,
            change_digest=_digest(salt, plain),
        )
        entry.seal = secrets.mac(_sealed_text(head.seal, entry), purpose="audit")
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(last=entry.id, seal=entry.seal)


def erase(*, subject: str) -> int:
    """Forget the contents of all changes to ``subject``; that they happened stays provable. Returns how many."""
    return AuditEntry.objects.filter(subject=subject).exclude(salt=None).update(change=None, salt=None)


def entries_of(subject: str) -> list[AuditEntry]:
    """Return the entries about a subject, newest first."""
    return list(AuditEntry.objects.filter(subject=subject).order_by("-id"))


@check(name="审计链完整")
def verify() -> Iterable[Finding]:
    """Walk the chain from its first entry; yields every entry that does not fit."""
    seal, expected = "", 1
    for entry in AuditEntry.objects.order_by("id").iterator(chunk_size=2000):
        if entry.id != expected:
            yield Finding(f"audit:{expected}", f"缺少第 {expected} 至 {entry.id - 1} 条审计记录")
        if not _is_sealed(seal, entry):
            yield Finding(f"audit:{entry.id}", "审计记录与校验不符，可能被改动")
        elif entry.salt is not None and _digest(entry.salt, entry.change) != entry.change_digest:
            yield Finding(f"audit:{entry.id}", "变更内容被改动")
        seal, expected = entry.seal, entry.id + 1
    head = AuditHead.objects.filter(pk=1).first()
    if (head.last if head else 0, head.seal if head else "") != (expected - 1, seal):
        yield Finding("audit:head", "审计链尾缺失或被截断")


def _is_sealed(previous: str, entry: AuditEntry) -> bool:
    text = _sealed_text(previous, entry)
    return any(secrets.mac(text, purpose="audit", secret=key) == entry.seal for key in secrets.all_keys())


def _sealed_text(previous: str, entry: AuditEntry) -> bytes:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return orjson.dumps(
        [previous, entry.id, at, entry.actor, entry.action, entry.subject, entry.change_digest]
    )


def _digest(salt: str, change: Any) -> str:
    return hashlib.sha256(salt.encode() + orjson.dumps(change, option=orjson.OPT_SORT_KEYS)).hexdigest()
