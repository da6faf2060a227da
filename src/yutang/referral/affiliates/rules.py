"""Pure arithmetic of commission: shares, claw-backs, releases, and the sentences that explain them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from yutang.kernel.money import yuan

WHOLE_BP = 10_000
LEVEL_TEXT = {1: "一级", 2: "二级"}
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def share_fen(base_fen: int, rate_bp: int) -> int:
    """Return rate × base, cut to whole fen: the house never pays a fen that was not earned."""
    return base_fen * rate_bp // WHOLE_BP


def clawed_fen(*, base_fen: int, rate_bp: int, refunded_fen: int) -> int:
    """Return how much of a commission is to be back after refunded_fen of its line went back in all.

    What stays is the share of what stays paid; therefore the order and the size of the refunds do not matter,
    and a full refund takes back exactly everything.
    """
    kept = share_fen(base_fen - min(refunded_fen, base_fen), rate_bp)
    return share_fen(base_fen, rate_bp) - kept


@dataclass(frozen=True, slots=True)
class Purse:
    """What lies in a distributor's accounts; debt is what he owes, as a positive number."""

    available_fen: int
    debt_fen: int


@dataclass(frozen=True, slots=True)
class Split:
    """An amount in two parts: for or from the available balance, and for or from the debt."""

    available_fen: int
    debt_fen: int


def split_income(amount_fen: int, purse: Purse) -> Split:
    """Money comes in: an old debt is repaid first, the rest can be withdrawn."""
    repaid = min(amount_fen, purse.debt_fen)
    return Split(available_fen=amount_fen - repaid, debt_fen=repaid)


def split_claw_back(amount_fen: int, purse: Purse) -> Split:
    """Money goes back: from what can be withdrawn; what was withdrawn already becomes a debt."""
    taken = min(amount_fen, max(purse.available_fen, 0))
    return Split(available_fen=taken, debt_fen=amount_fen - taken)


@dataclass(frozen=True, slots=True)
class Earner:
    """Somebody who earns by an order."""

    level: int
    affiliate_id: int
    customer_id: int


@dataclass(frozen=True, slots=True)
class CommissionDraft:
    """A commission about to be written."""

    order_id: int
    order_no: str
    line_id: int
    level: int
    affiliate_id: int
    customer_id: int
    buyer_customer_id: int
    via_customer_id: int
    base_fen: int
    rate_bp: int
    explanation: dict[str, Any]

    @property
    def key(self) -> str:
        """One commission per order line and level, for ever."""
        return f"{self.line_id}:{self.level}"

    @property
    def amount_fen(self) -> int:
        """Rate × base."""
        return share_fen(self.base_fen, self.rate_bp)


def drafts_of(
    *,
    order_id: int,
    order_no: str,
    buyer_customer_id: int,
    lines: Sequence[Mapping[str, Any]],
    snapshot: Mapping[str, Any],
) -> list[CommissionDraft]:
    """Turn the order's snapshot and the lines paid for into commissions; a rate of zero earns none."""
    earners = [Earner(**level) for level in snapshot.get("levels", ()) if level["level"] in LEVEL_TEXT]
    via = next(
        (earner.customer_id for earner in earners if earner.level == 1), snapshot.get("via_customer_id", 0)
    )
    rates = {frozen["sku_id"]: frozen for frozen in snapshot.get("lines", ())}
    drafts = []
    for line in lines:
        frozen = rates.get(line["sku_id"])
        if frozen is None or line["paid_fen"] <= 0:
            continue
        for earner in earners:
            rate_bp = frozen["rates"][earner.level - 1]
            if rate_bp > 0:
                drafts.append(
                    CommissionDraft(
                        order_id=order_id,
                        order_no=order_no,
                        line_id=line["line_id"],
                        level=earner.level,
                        affiliate_id=earner.affiliate_id,
                        customer_id=earner.customer_id,
                        buyer_customer_id=buyer_customer_id,
                        via_customer_id=via,
                        base_fen=line["paid_fen"],
                        rate_bp=rate_bp,
                        explanation={
                            "name": line["name"],
                            "quantity": line["quantity"],
                            "rule": frozen["rule"],
                            "policy": snapshot.get("policy", 0),
                            "link_id": snapshot.get("link_id"),
                            "freeze_days": snapshot.get("freeze_days", 0),
                        },
                    )
                )
    return drafts


def release_moment(closed_at: datetime, freeze_days: int) -> datetime:
    """Return when a commission can be withdrawn."""
    return closed_at + timedelta(days=freeze_days)


def rate_text(rate_bp: int) -> str:
    """1000 → "10%", 1250 → "12.5%"."""
    whole, rest = divmod(rate_bp, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"


def formula_text(*, level: int, rate_bp: int, base_fen: int, via_name: str = "") -> str:
    """Say how an amount is reckoned: "一级 10% × 实付 ¥87.80"."""
    text = f"{LEVEL_TEXT[level]} {rate_text(rate_bp)} × 实付 ¥{yuan(base_fen)}"
    return f"{text}，经 {via_name} 邀请" if via_name else text


def day_text(at: datetime) -> str:
    """Return "11 月 23 日"."""
    local = at.astimezone(_SHANGHAI)
    return f"{local.month} 月 {local.day} 日"


def minute_text(at: datetime) -> str:
    """Return "11 月 23 日 14:05"."""
    return f"{day_text(at)} {at.astimezone(_SHANGHAI):%H:%M}"
