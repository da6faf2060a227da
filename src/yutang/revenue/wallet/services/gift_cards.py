"""Printed gift cards: made in batches, exported once, worth something from the day they are activated."""

from collections.abc import Sequence
from datetime import timedelta
from secrets import randbelow

from django.db import transaction

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel import audit, clock
from yutang.kernel.batch_update import update_columns
from yutang.kernel.errors import Conflict, DomainError
from yutang.kernel.ids import dated_no, random_code
from yutang.revenue.wallet import accounts
from yutang.revenue.wallet.contracts import BatchSpec, CardStatus, PrintedCard, batch_unknown
from yutang.revenue.wallet.models import GiftCard, GiftCardBatch
from yutang.revenue.wallet.rules import check_batch
from yutang.revenue.wallet.selectors.gifts import code_digest, pin_digest
from yutang.revenue.wallet.selectors.policy import current_policy

CODE_LENGTH = 16
PIN_LENGTH = 6


@transaction.atomic
def create_batch(batch: BatchSpec, *, actor: str) -> int:
    """Make a batch of cards that are worth nothing yet; returns its id. Raises wallet_policy_invalid naming the field."""
    check_batch(batch, current_policy())
    now = clock.now()
    row = GiftCardBatch.objects.create(
        no=dated_no("GC", now),
        name=batch.name.strip()[:60],
        face_fen=batch.face_fen,
        quantity=batch.quantity,
        valid_days=batch.valid_days,
        note=batch.note[:200],
        created_at=now,
        created_by=actor,
    )
    GiftCard.objects.bulk_create(
        GiftCard(serial=f"{row.no}-{number:04d}", batch=row, face_fen=batch.face_fen, created_at=now)
        for number in range(1, batch.quantity + 1)
    )
    change = {"name": row.name, "quantity": batch.quantity, "face_fen": batch.face_fen}
    audit.record(actor=actor, action="wallet.create_batch", subject=f"gift_batch:{row.pk}", change=change)
    return row.pk


@transaction.atomic
def export_batch(batch_id: int, *, actor: str) -> list[PrintedCard]:
    """Make the codes and pins of a batch and return them, once and for all; only their digests are kept. Audited.

    Raises Conflict("gift_batch_exported") the second time: a lost file means a new batch.
    """
    row = GiftCardBatch.objects.select_for_update().filter(pk=batch_id).first()
    if row is None:
        raise batch_unknown(batch_id)
    if row.exported_at is not None:
        raise Conflict("gift_batch_exported", "这批卡密已经导出过，不能再次导出", batch_no=row.no)
    cards = list(GiftCard.objects.filter(batch=row).order_by("pk").values_list("pk", "serial"))
    printed = [
        PrintedCard(serial, random_code(CODE_LENGTH), f"{randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}")
        for _, serial in cards
    ]
    update_columns(
        GiftCard,
        by="id",
        keys=[pk for pk, _ in cards],
        code_digest=[code_digest(card.code) for card in printed],
        pin_digest=[pin_digest(card.code, card.pin) for card in printed],
    )
    GiftCardBatch.objects.filter(pk=row.pk).update(exported_at=clock.now(), exported_by=actor)
    audit.record(
        actor=actor,
        action="wallet.export_batch",
        subject=f"gift_batch:{row.pk}",
        change={"quantity": len(printed)},
    )
    return printed


@transaction.atomic
def activate_cards(batch_id: int, *, first: int, last: int, actor: str) -> int:
    """Put value on cards number `first` to `last` of an exported batch, because they were sold; returns how many are new.

    Cards that are active, claimed or void already stay as they are.
    """
    batch = GiftCardBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        raise batch_unknown(batch_id)
    if batch.exported_at is None:
        raise Conflict("gift_batch_not_exported", "请先导出卡密再激活", batch_no=batch.no)
    if not 1 <= first <= last <= batch.quantity:
        raise DomainError("gift_range_invalid", f"序号须在 1 到 {batch.quantity} 之间", field="first")
    serials = [f"{batch.no}-{number:04d}" for number in range(first, last + 1)]
    now = clock.now()
    rows = GiftCard.objects.select_for_update().filter(serial__in=serials, status=CardStatus.NEW)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    GiftCard.objects.filter(pk__in=ids).update(
        status=CardStatus.ACTIVE, activated_at=now, expires_at=now + timedelta(days=batch.valid_days)
    )
    if ids:
        post_transfers([_move(pk, batch.face_fen, "sold", f"激活礼品卡 {batch.no}") for pk in ids])
    audit.record(
        actor=actor,
        action="wallet.activate_cards",
        subject=f"gift_batch:{batch.pk}",
        change={"first": first, "last": last, "activated": len(ids)},
    )
    return len(ids)


@transaction.atomic
def void_cards(card_ids: Sequence[int], *, actor: str, reason: str) -> int:
    """Make printed cards worthless before anybody claims them; returns how many. Audited.

    A card that somebody bought electronically is refunded instead, so it is left alone here.
    """
    if not reason.strip():
        raise DomainError("reason_required", "请填写作废原因", field="reason")
    rows = GiftCard.objects.select_for_update().filter(
        pk__in=list(card_ids), purchase__isnull=True, status__in=(CardStatus.NEW, CardStatus.ACTIVE)
    )
    cards = list(rows.order_by("pk"))
    _end(cards, CardStatus.VOID, "作废")
    for card in cards:
        change = {"serial": card.serial, "reason": reason[:200]}
        audit.record(
            actor=actor, action="wallet.void_card", subject=f"gift_batch:{card.batch_id}", change=change
        )
    return len(cards)


@transaction.atomic
def unlock_card(card_id: int, *, actor: str) -> None:
    """Let a card be tried again whose pin was mistyped too often. Audited."""
    if GiftCard.objects.filter(pk=card_id).update(pin_tries=0):
        audit.record(actor=actor, action="wallet.unlock_card", subject=f"gift_card:{card_id}", change={})


def expire_printed_cards(*, limit: int = 500) -> int:
    """End printed cards whose time is over; returns how many."""
    with transaction.atomic():
        rows = GiftCard.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            status=CardStatus.ACTIVE, purchase__isnull=True, expires_at__lte=clock.now()
        )
        cards = list(rows.order_by("pk")[:limit])
        _end(cards, CardStatus.EXPIRED, "过期")
    return len(cards)


def _end(cards: Sequence[GiftCard], status: str, word: str) -> None:
    active = [card for card in cards if card.status == CardStatus.ACTIVE]
    GiftCard.objects.filter(pk__in=[card.pk for card in cards]).update(status=status, ended_at=clock.now())
    if active:
        post_transfers(
            [_move(card.pk, card.face_fen, "lapsed", f"礼品卡{word} {card.serial}") for card in active]
        )


def _move(card_id: int, amount: int, act: str, memo: str) -> TransferSpec:
    account = accounts.card(card_id)
    debit, credit = (accounts.CARDS_SOLD, account) if act == "sold" else (account, accounts.CARDS_LAPSED)
    return TransferSpec(
        key=f"gift-card:{card_id}:{act}",
        code=f"gift_card_{act}",
        asset="CNY",
        amount=amount,
        debit=debit,
        credit=credit,
        subject=f"gift_card:{card_id}",
        memo=memo,
    )
