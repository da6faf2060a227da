"""Order intake: many wishes, one transaction, an answer for each.

The steps: recall answers -> price -> coupons -> attribution -> stock -> write. Everything scarce is taken by a
conditional write; the answers are stored in the same transaction, so an acknowledged order exists and a repeated key
hears what it heard first. Statements do not grow with the batch.
"""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from yutang.kernel import clock
from yutang.kernel.batches import one_statement
from yutang.kernel.idempotency import StoredAnswer, recall, remember_many
from yutang.revenue.orders.contracts import Placed, PlaceOrder, Refused
from yutang.revenue.orders.rules import check_wish, wish_digest
from yutang.revenue.orders.services.intake import Intake, decide_orders
from yutang.revenue.orders.services.intake_rows import write_orders

RETRIES = 3


def place_orders(batch: Sequence[PlaceOrder]) -> list[Placed | Refused]:
    """Turn wishes into orders and return one answer per wish, in their order.

    Placed: the order exists, its stock and coupon are held, it waits 30 minutes for its money. Refused: nothing of this
    wish happened; `code` says why (stock_short, price_changed, coupon_used, sku_unavailable, quantity_invalid, ...).
    The same key with the same body gets the first answer again (repeated=True); with another body, Refused
    idempotency_mismatch (409). One wish's refusal never touches another's order.
    """
    if not batch:
        return []
    for _ in range(RETRIES):
        try:
            with transaction.atomic():
                return _place(batch)
        except IntegrityError:
            # Somebody took one of our keys or numbers meanwhile: what was first is readable now.
            continue
    if len(batch) == 1:
        with transaction.atomic():
            return _place(batch)
    return [answer for wish in batch for answer in place_orders([wish])]


def _place(batch: Sequence[PlaceOrder]) -> list[Placed | Refused]:
    now = clock.now()
    keys = [f"place-order:{wish.customer_id}:{wish.key}" for wish in batch]
    digests = [wish_digest(wish) for wish in batch]
    stored = recall(keys)
    answers: dict[int, Placed | Refused] = {}
    fresh: dict[str, Intake] = {}
    for index, (wish, key) in enumerate(zip(batch, keys, strict=True)):
        if key in stored:
            answers[index] = _again(stored[key], digests[index])
        elif key not in fresh:
            fresh[key] = Intake(index, wish, refusal=check_wish(wish))
    intakes = list(fresh.values())
    decide_orders(intakes, now)
    with one_statement():
        write_orders([intake for intake in intakes if intake.refusal is None], now)
        answers |= {intake.index: intake.answer() for intake in intakes}
        # A wish without a usable key is answered and not remembered.
        kept = [i for i in intakes if not (i.refusal and i.refusal.code == "idempotency_key_invalid")]
        if kept:
            rows = [_row(keys[i.index], digests[i.index], answers[i.index]) for i in kept]
            remember_many(rows, at=now)
    for index, key in enumerate(keys):
        if index not in answers:
            first = fresh[key].index
            answers[index] = _repeat(answers[first], same=digests[first] == digests[index])
    return [answers[index] for index in range(len(batch))]


def _row(key: str, digest: str, answer: Placed | Refused) -> StoredAnswer:
    if isinstance(answer, Placed):
        body = {
            "order_id": answer.order_id,
            "order_no": answer.order_no,
            "total_fen": answer.total_fen,
            "pay_before": answer.pay_before,
        }
        return StoredAnswer(key, digest, 201, body)
    error = {"code": answer.code, "message": answer.message, "details": answer.details}
    return StoredAnswer(key, digest, answer.status, {"error": error})


def _again(known: StoredAnswer, digest: str) -> Placed | Refused:
    if known.digest != digest:
        return _mismatch()
    if known.status >= 400:
        error = known.body["error"]
        return Refused(error["code"], error["message"], known.status, error["details"], repeated=True)
    return Placed(**known.body, repeated=True)


def _repeat(first: Placed | Refused, *, same: bool) -> Placed | Refused:
    if not same:
        return _mismatch()
    if isinstance(first, Placed):
        return Placed(first.order_id, first.order_no, first.total_fen, first.pay_before, repeated=True)
    return Refused(first.code, first.message, first.status, first.details, repeated=True)


def _mismatch() -> Refused:
    return Refused("idempotency_mismatch", "同一请求标识的内容不一致", 409, {"field": "Idempotency-Key"})
