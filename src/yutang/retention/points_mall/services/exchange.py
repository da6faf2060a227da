"""Points for an item, and back."""

from django.db import IntegrityError, transaction
from django.db.models import F

from yutang.kernel import audit, clock
from yutang.kernel.errors import Conflict
from yutang.kernel.ids import dated_no
from yutang.retention.membership.api import give_back_points, spend_points
from yutang.retention.membership.contracts import PointsBack, PointsSpend, Reason
from yutang.retention.points_mall.contracts import (
    ExchangeFacts,
    ExchangeStatus,
    ExchangeWish,
    ItemKind,
    exchange_final,
    exchange_limit,
    exchange_unknown,
    item_gone,
    item_unknown,
)
from yutang.retention.points_mall.models import Exchange, Item
from yutang.retention.points_mall.rules import is_on
from yutang.retention.points_mall.selectors.items import exchange_facts
from yutang.revenue.pricing.api import issue_coupons, void_coupon
from yutang.revenue.pricing.contracts import CouponIssue
from yutang.revenue.wallet.api import grant_bonus
from yutang.revenue.wallet.contracts import BonusGrant


def exchange(wish: ExchangeWish) -> ExchangeFacts:
    """Give an item for points, once per key: both happen, or neither.

    Raises mall_item_unknown, mall_item_gone, exchange_limit, points_short, price_changed when the item costs something else
    by now, and what the coupon's template says when it is over.
    """
    try:
        return _exchange(wish)
    except IntegrityError:
        # The same key at once: the other one's answer is readable now.
        return _exchange(wish)


@transaction.atomic
def _exchange(wish: ExchangeWish) -> ExchangeFacts:
    key = f"{wish.customer_id}:{wish.key}"
    item = Item.objects.select_for_update().filter(pk=wish.item_id).first()
    known = Exchange.objects.select_related("item").filter(key=key).first()
    if known is not None:
        if known.item_id != wish.item_id:
            raise Conflict("idempotency_mismatch", "同一请求标识的内容不一致", field="Idempotency-Key")
        return exchange_facts(known, repeated=True)
    now = clock.now()
    if item is None or not item.is_active or not is_on(item.starts_at, item.ends_at, now):
        raise item_unknown(wish.item_id)
    _check(item, wish)
    row = Exchange(
        no=dated_no("E", now),
        item=item,
        customer_id=wish.customer_id,
        key=key,
        points=item.points,
        created_at=now,
    )
    _spend(row, item)
    row.save(force_insert=True)
    taken = Item.objects.filter(pk=item.pk)
    if item.stock is not None:
        taken = taken.filter(taken__lt=F("stock"))
    if not taken.update(taken=F("taken") + 1):
        raise item_gone()
    _hand_out(row, item)
    return exchange_facts(row)


def _check(item: Item, wish: ExchangeWish) -> None:
    if wish.expected_points != item.points:
        raise Conflict(
            "price_changed",
            "兑换所需积分已变化，请确认后再兑",
            expected=wish.expected_points,
            points=item.points,
        )
    if item.stock is not None and item.taken >= item.stock:
        raise item_gone()
    mine = Exchange.objects.filter(item=item, customer_id=wish.customer_id, status=ExchangeStatus.DONE)
    if mine.count() >= item.per_person:
        raise exchange_limit(item.per_person)


def _spend(row: Exchange, item: Item) -> None:
    want = PointsSpend(
        customer_id=row.customer_id,
        points=item.points,
        reason=Reason.EXCHANGE,
        key=f"exchange:{row.no}",
        memo=item.title[:60],
        subject=f"exchange:{row.no}",
    )
    (answer,) = spend_points([want])
    if not answer.is_spent:
        raise Conflict(
            "points_short",
            f"积分不足：需要 {item.points}，还有 {answer.available}",
            needed=item.points,
            available=answer.available,
        )


def _hand_out(row: Exchange, item: Item) -> None:
    if item.kind == ItemKind.BONUS:
        memo = f"积分兑换 {item.title}"
        grant_bonus([BonusGrant(row.customer_id, item.amount_fen, f"exchange:{row.no}", memo)])
        return
    issue = CouponIssue(item.template_code, row.customer_id, f"exchange:{row.no}", "积分兑换")
    (coupon,) = issue_coupons([issue])
    row.coupon_code = coupon.code
    Exchange.objects.filter(pk=row.pk).update(coupon_code=coupon.code)


@transaction.atomic
def cancel_exchange(*, no: str, customer_id: int | None = None, actor: str = "") -> ExchangeFacts:
    """Undo an exchange while its coupon was not used: the coupon ends, the points come back with their old end.

    Balance that was given cannot be taken back. Asking again changes nothing. Raises exchange_unknown, exchange_final.
    """
    row = (
        Exchange.objects.select_for_update(of=("self",))
        .select_related("item")
        .filter(no=no, **({} if customer_id is None else {"customer_id": customer_id}))
        .first()
    )
    if row is None:
        raise exchange_unknown(no)
    if row.status == ExchangeStatus.CANCELLED:
        return exchange_facts(row)
    if row.item.kind == ItemKind.BONUS:
        raise exchange_final("余额赠金已到账，不能取消")
    if not void_coupon(code=row.coupon_code):
        raise exchange_final("兑换的券已经使用或过期，不能取消")
    row.status, row.cancelled_at = ExchangeStatus.CANCELLED, clock.now()
    row.save(update_fields=["status", "cancelled_at"])
    give_back_points(
        [
            PointsBack(
                f"exchange:{row.no}", f"exchange:{row.no}:cancel", memo=f"取消兑换 {row.item.title}"[:60]
            )
        ]
    )
    Item.objects.filter(pk=row.item_id, taken__gt=0).update(taken=F("taken") - 1)
    who = actor or f"customer:{row.customer_id}"
    change = {"no": row.no, "points": row.points}
    audit.record(actor=who, action="points_mall.cancel", subject=f"mall_item:{row.item_id}", change=change)
    return exchange_facts(row)
