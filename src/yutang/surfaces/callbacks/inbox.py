"""Storing notifications and working them off."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from yutang.kernel import audit, clock
from yutang.kernel.batches import insert_columns
from yutang.kernel.errors import DomainError, Unauthorized
from yutang.revenue.payments.api import purpose_of, settle_notifications, verify_notification
from yutang.revenue.payments.contracts import Notification
from yutang.surfaces.callbacks.models import InboundNotification, InboxStatus

logger = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
MAX_ATTEMPTS = 12
NEEDS_A_PERSON = frozenset({"parked", "unknown"})
KEPT_HEADERS = 40


@dataclass(frozen=True, slots=True)
class Inbound:
    """A notification whose signature has been looked at; `content` is None when it is not the provider's."""

    source: str
    headers: Mapping[str, str]
    body: bytes
    content: Notification | None

    @property
    def digest(self) -> str:
        """The same content from the same source has the same digest; a forgery never shadows the real one."""
        mark = "verified" if self.content else "refused"
        return hashlib.sha256(f"{self.source}\n{mark}\n".encode() + self.body).hexdigest()


def by_purpose(batch: Sequence[Inbound]) -> list[list[Inbound]]:
    """Return the batch in groups whose processing locks the same kinds of rows."""
    groups: dict[str, list[Inbound]] = {}
    for item in batch:
        letter = purpose_of(item.content.payment_no).letter if item.content else ""
        groups.setdefault(letter, []).append(item)
    return list(groups.values())


def inspect(provider: str, headers: Mapping[str, str], body: bytes) -> Inbound:
    """Look at the signature; raises NotFound for a provider we do not have, DomainError for an unreadable body."""
    try:
        content = verify_notification(provider, headers, body)
    except Unauthorized:
        content = None
    return Inbound(source=f"pay:{provider}", headers=headers, body=body, content=content)


@transaction.atomic
def receive(batch: Sequence[Inbound]) -> None:
    """Store each content once, verified or not; what came before is only counted."""
    now = clock.now()
    by_digest = {item.digest: item for item in batch}
    again = InboundNotification.objects.filter(digest__in=list(by_digest))
    known = set(again.values_list("digest", flat=True))
    if known:
        again.update(times_received=F("times_received") + 1)
    _insert({digest: item for digest, item in by_digest.items() if digest not in known}, now, {})


@transaction.atomic
def receive_and_process(batch: Sequence[Inbound]) -> None:
    """Store contents that nobody has sent before and process the genuine ones, of one purpose, in one commit.

    The usual case, in which nothing goes wrong. IntegrityError: one of them was known; any error: nothing happened,
    and the caller stores first and processes afterwards.
    """
    by_digest = {item.digest: item for item in batch}
    genuine = {digest: item.content for digest, item in by_digest.items() if item.content is not None}
    outcomes = settle_notifications(list(genuine.values())) if genuine else []
    _insert(by_digest, clock.now(), dict(zip(genuine, outcomes, strict=True)))


def _insert(items: Mapping[str, Inbound], now: datetime, outcomes: Mapping[str, str]) -> None:
    """Write new rows: with their outcome where there is one already, else waiting for it."""
    fresh = list(items.values())
    insert_columns(
        InboundNotification,
        digest=list(items),
        source=[item.source for item in fresh],
        headers=[dict(list(item.headers.items())[:KEPT_HEADERS]) for item in fresh],
        body=[item.body.decode("utf-8", "backslashreplace").replace("\x00", "\\x00") for item in fresh],
        content=[_stored(item.content) for item in fresh],
        status=[_status(item, outcomes.get(digest)) for digest, item in items.items()],
        outcome=[outcomes.get(digest, "")[:40] for digest in items],
        attempts=[int(digest in outcomes) for digest in items],
        times_received=[1 for _ in fresh],
        last_error=["" if item.content else "signature_invalid" for item in fresh],
        received_at=[now for _ in fresh],
        due_at=[now for _ in fresh],
        processed_at=[now if digest in outcomes else None for digest in items],
    )


def _status(item: Inbound, outcome: str | None) -> str:
    if item.content is None:
        return InboxStatus.REFUSED.value
    if outcome is None:
        return InboxStatus.WAITING.value
    return (InboxStatus.DEAD if outcome in NEEDS_A_PERSON else InboxStatus.DONE).value


def process_waiting(*, digests: Sequence[str] | None = None, limit: int = 500) -> int:
    """Process notifications that wait (skipping those another worker holds); returns how many were tried.

    The batch and the marks on its rows are one transaction. When it fails, its rows are tried one by one, so that
    one bad notification holds up no other.
    """
    now = clock.now()
    rows = InboundNotification.objects.filter(status=InboxStatus.WAITING, due_at__lte=now)
    if digests is not None:
        rows = rows.filter(digest__in=list(digests))
    try:
        with transaction.atomic():
            claimed = list(rows.select_for_update(skip_locked=True).order_by("due_at", "id")[:limit])
            together, others = _of_one_purpose(claimed)
            _confirm(together, now)
        return len(together) + (process_waiting(digests=[row.digest for row in others]) if others else 0)
    except Exception as exc:  # noqa: BLE001  (whatever went wrong is kept on the row that caused it)
        logger.warning("a batch of notifications failed (%s), trying one by one", exc)
    pks = list(rows.order_by("due_at", "id").values_list("pk", flat=True)[:limit])
    for pk in pks:
        _process_one(pk, now)
    return len(pks)


def _of_one_purpose(
    rows: Sequence[InboundNotification],
) -> tuple[list[InboundNotification], list[InboundNotification]]:
    """Those that pay for the same kind of thing as the first, and the others: each kind locks rows of its own."""
    kinds = [purpose_of(str((row.content or {}).get("payment_no", ""))).letter for row in rows]
    together = [row for row, kind in zip(rows, kinds, strict=True) if kind == kinds[0]]
    return together, [row for row, kind in zip(rows, kinds, strict=True) if kind != kinds[0]]


def _process_one(pk: int, now: datetime) -> None:
    try:
        with transaction.atomic():
            row = InboundNotification.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if row is not None and row.status == InboxStatus.WAITING:
                _confirm([row], now)
    except Exception as exc:  # noqa: BLE001
        attempts = InboundNotification.objects.filter(pk=pk).values_list("attempts", flat=True).first() or 0
        is_dead = attempts + 1 >= MAX_ATTEMPTS or (isinstance(exc, DomainError) and exc.status < 500)
        InboundNotification.objects.filter(pk=pk).update(
            attempts=attempts + 1,
            last_error=f"{type(exc).__name__}: {exc}"[:300],
            status=InboxStatus.DEAD if is_dead else InboxStatus.WAITING,
            due_at=now + timedelta(seconds=5 * 2**attempts),
        )


def _confirm(rows: Sequence[InboundNotification], now: datetime) -> None:
    if not rows:
        return
    outcomes = settle_notifications([_restored(row.content or {}) for row in rows])
    groups: dict[str, list[int]] = {}
    for row, outcome in zip(rows, outcomes, strict=True):
        groups.setdefault(outcome, []).append(row.pk)
    for outcome, pks in groups.items():
        status = InboxStatus.DEAD if outcome in NEEDS_A_PERSON else InboxStatus.DONE
        InboundNotification.objects.filter(pk__in=pks).update(
            status=status, outcome=outcome[:40], processed_at=now, attempts=F("attempts") + 1, last_error=""
        )


@transaction.atomic
def replay_notification(*, notification_id: int, actor: str) -> None:
    """Make a verified notification due again; processing is idempotent, so nothing is paid twice."""
    row = InboundNotification.objects.filter(pk=notification_id, content__isnull=False).first()
    if row is None:
        raise DomainError("notification_not_replayable", "这条通知未通过验签或不存在，不能重放", status=409)
    row.status = InboxStatus.WAITING
    row.due_at = clock.now()
    row.attempts = 0
    row.save(update_fields=["status", "due_at", "attempts"])
    audit.record(actor=actor, action="callbacks.replay", subject=f"notification:{row.pk}", change={})


def _stored(content: Notification | None) -> dict[str, Any] | None:
    return None if content is None else {**asdict(content), "happened_at": content.happened_at.isoformat()}


def _restored(content: dict[str, Any]) -> Notification:
    return Notification(**{**content, "happened_at": datetime.fromisoformat(content["happened_at"])})
