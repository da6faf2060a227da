"""Electronic gift cards as their buyers and receivers see them."""

from yutang.foundation.customers.api import customers_by_ids
from yutang.kernel.secrets import blind_index
from yutang.revenue.wallet.contracts import CARD_TEXT, CardStatus, GiftFacts, PurchaseStatus, gift_unknown
from yutang.revenue.wallet.models import GiftCard

CODE_PURPOSE = "gift_card"
PIN_PURPOSE = "gift_card_pin"
_LIST = 100


def code_digest(code: str) -> str:
    """Return the digest under which a code is found; spaces, dashes and capitals do not matter."""
    plain = "".join(code.split()).replace("-", "").lower()
    return blind_index(plain, purpose=CODE_PURPOSE)


def pin_digest(code: str, pin: str) -> str:
    """Return the digest of a pin, bound to its card."""
    return blind_index(f"{code_digest(code)}:{pin.strip()}", purpose=PIN_PURPOSE)


def gift_by_code(code: str, *, customer_id: int | None) -> GiftFacts:
    """Return a gift for whoever holds its link; raises NotFound("gift_unknown")."""
    row = (
        GiftCard.objects.select_related("purchase")
        .filter(code_digest=code_digest(code), purchase__isnull=False)
        .first()
    )
    if row is None:
        raise gift_unknown()
    names = _names([row])
    return _facts(row, customer_id, names, with_code=False)


def gifts_of(customer_id: int) -> list[GiftFacts]:
    """Return the gifts a customer bought, newest first, with the codes of those that nobody claimed yet."""
    rows = list(
        GiftCard.objects.select_related("purchase")
        .filter(purchase__customer_id=customer_id)
        .order_by("-pk")[:_LIST]
    )
    names = _names(rows)
    return [_facts(row, customer_id, names, with_code=True) for row in rows]


def _names(rows: list[GiftCard]) -> dict[int, str]:
    ids = {row.claimed_by for row in rows if row.claimed_by}
    ids |= {row.purchase.customer_id for row in rows if row.purchase}
    return {key: one.nickname for key, one in customers_by_ids(ids).items()} if ids else {}


def _facts(row: GiftCard, customer_id: int | None, names: dict[int, str], *, with_code: bool) -> GiftFacts:
    purchase = row.purchase
    if purchase is None:
        raise gift_unknown()
    is_mine = purchase.customer_id == customer_id
    refunded = purchase.status == PurchaseStatus.REFUNDED
    return GiftFacts(
        no=purchase.no,
        face_fen=row.face_fen,
        status=row.status,
        status_text="已退款" if refunded else CARD_TEXT[CardStatus(row.status)],
        message=purchase.message,
        from_name=names.get(purchase.customer_id, ""),
        cover=purchase.cover,
        expires_at=row.expires_at,
        claimed_at=row.claimed_at,
        bought_at=row.activated_at or row.created_at,
        claimed_by_me=row.claimed_by is not None and row.claimed_by == customer_id,
        is_mine=is_mine,
        code=row.sealed_code if with_code and is_mine and row.status == CardStatus.ACTIVE else "",
        claimed_by=names.get(row.claimed_by or 0, "") if is_mine else "",
    )
