"""Move commissions and money to where an order's standing says they belong. The one place that does."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel.among import among
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_missing
from yutang.kernel.outbox import DomainEvent, publish_many
from yutang.referral.affiliates import accounts
from yutang.referral.affiliates.contracts import CommissionStatus
from yutang.referral.affiliates.events import CommissionClawedBack, CommissionReleased
from yutang.referral.affiliates.models import Affiliate, Commission, OrderStanding
from yutang.referral.affiliates.rules import Purse, clawed_fen, release_moment, split_claw_back, split_income


def lock_standings(order_ids: Collection[int]) -> dict[int, OrderStanding]:
    """Lock the orders' standings, making those that are missing; call it first in every transaction here."""
    wanted = sorted(set(order_ids))
    count = len(wanted)
    insert_missing(
        OrderStanding,
        order_id=wanted,
        refunds=[{}] * count,
        closed_at=[None] * count,
        has_commission=[False] * count,
    )
    rows = OrderStanding.objects.select_for_update().filter(among(OrderStanding, "order_id", wanted))
    rows = rows.order_by("order_id")
    return {row.order_id: row for row in rows}


def bring_up_to_date(standings: dict[int, OrderStanding], *, at: datetime) -> int:
    """Claw back what was refunded, release what is due; returns how many commissions moved.

    Reads the target from the standing and posts only the difference: running it again does nothing.
    """
    commissions = list(
        Commission.objects.select_for_update(of=("self",))
        .filter(order_id__in=standings)
        .select_related("affiliate")
        .order_by("pk")
    )
    stale = [row for row in commissions if _is_stale(row, standings[row.order_id], at=at)]
    if not stale:
        return 0
    books = _Books.locked({row.affiliate_id for row in stale})
    for row in stale:
        standing = standings[row.order_id]
        books.claw_back(row, refunded_fen=_refunded(row, standing))
        books.release(row, standing, at=at)
    books.write(stale)
    return len(stale)


def _refunded(row: Commission, standing: OrderStanding) -> int:
    return min(int(standing.refunds.get(str(row.line_id), 0)), row.base_fen)


def _is_stale(row: Commission, standing: OrderStanding, *, at: datetime) -> bool:
    return (
        _refunded(row, standing) > row.refunded_fen
        or _is_due(row, standing, at=at)
        or _is_closing(row, standing)
    )


def _is_closing(row: Commission, standing: OrderStanding) -> bool:
    return standing.closed_at is not None and row.closed_at is None


def _is_due(row: Commission, standing: OrderStanding, *, at: datetime) -> bool:
    if row.status != CommissionStatus.FROZEN or standing.closed_at is None:
        return False
    return release_moment(standing.closed_at, int(row.explanation.get("freeze_days", 0))) <= at


@dataclass
class _Books:
    """Balances as they will be when the collected transfers are posted; the distributors' rows are locked."""

    purses: dict[int, Purse]
    specs: list[TransferSpec] = field(default_factory=list)
    events: list[DomainEvent] = field(default_factory=list)

    @classmethod
    def locked(cls, affiliate_ids: Iterable[int]) -> "_Books":
        ids = sorted(set(affiliate_ids))
        list(Affiliate.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
        return cls(accounts.purses(ids))

    def claw_back(self, row: Commission, *, refunded_fen: int) -> None:
        """Take back the exact share of everything refunded so far, less what was taken already."""
        if refunded_fen <= row.refunded_fen:
            return
        target = clawed_fen(base_fen=row.base_fen, rate_bp=row.rate_bp, refunded_fen=refunded_fen)
        missing = target - row.clawed_fen
        row.refunded_fen, row.clawed_fen = refunded_fen, target
        if missing <= 0:
            return
        key, memo = f"commission:{row.pk}:claw:{target}", f"订单 {row.order_no} 退款扣回"
        owed = 0
        if row.status == CommissionStatus.FROZEN:
            self._post(row, key, accounts.frozen(row.affiliate_id), missing, memo)
        else:
            purse = self.purses[row.affiliate_id]
            split = split_claw_back(missing, purse)
            owed = split.debt_fen
            self._post(row, key, accounts.available(row.affiliate_id), split.available_fen, memo)
            self._post(row, f"{key}:debt", accounts.debt(row.affiliate_id), owed, f"{memo}，已提现部分记欠款")
            self.purses[row.affiliate_id] = Purse(
                purse.available_fen - split.available_fen, purse.debt_fen + owed
            )
        if target == row.amount_fen:
            row.status = CommissionStatus.VOID
        self.events.append(
            CommissionClawedBack(
                commission_id=row.pk,
                affiliate_id=row.affiliate_id,
                customer_id=row.affiliate.customer_id,
                order_id=row.order_id,
                order_no=row.order_no,
                clawed_fen=missing,
                debt_fen=owed,
            )
        )

    def release(self, row: Commission, standing: OrderStanding, *, at: datetime) -> None:
        """Make what is left available once window and freeze are over; a debt is repaid first."""
        if standing.closed_at is not None:
            row.closed_at = standing.closed_at
            row.release_at = release_moment(standing.closed_at, int(row.explanation.get("freeze_days", 0)))
        if not _is_due(row, standing, at=at):
            return
        net = row.amount_fen - row.clawed_fen
        row.status, row.released_at = CommissionStatus.RELEASED, at
        purse = self.purses[row.affiliate_id]
        split = split_income(net, purse)
        key, memo = f"commission:{row.pk}:release", f"订单 {row.order_no} 售后期结束"
        source = accounts.frozen(row.affiliate_id)
        self._post(row, key, source, split.available_fen, memo, to=accounts.available(row.affiliate_id))
        self._post(
            row,
            f"{key}:repay",
            source,
            split.debt_fen,
            f"{memo}，先抵欠款",
            to=accounts.debt(row.affiliate_id),
        )
        self.purses[row.affiliate_id] = Purse(
            purse.available_fen + split.available_fen, purse.debt_fen - split.debt_fen
        )
        self.events.append(
            CommissionReleased(
                commission_id=row.pk,
                affiliate_id=row.affiliate_id,
                customer_id=row.affiliate.customer_id,
                order_id=row.order_id,
                released_fen=split.available_fen,
                repaid_fen=split.debt_fen,
            )
        )

    def write(self, rows: Sequence[Commission]) -> None:
        """Post the money, store the rows, tell the log."""
        post_transfers(self.specs)
        update_columns(
            Commission,
            by="id",
            keys=[row.pk for row in rows],
            refunded_fen=[row.refunded_fen for row in rows],
            clawed_fen=[row.clawed_fen for row in rows],
            status=[str(row.status) for row in rows],
            closed_at=[row.closed_at for row in rows],
            release_at=[row.release_at for row in rows],
            released_at=[row.released_at for row in rows],
        )
        publish_many(self.events)

    def _post(
        self, row: Commission, key: str, debit: str, amount_fen: int, memo: str, *, to: str = accounts.EXPENSE
    ) -> None:
        if amount_fen <= 0:
            return
        code = accounts.CODE_CLAW_BACK
        if to != accounts.EXPENSE:
            code = accounts.CODE_REPAY if to == accounts.debt(row.affiliate_id) else accounts.CODE_RELEASE
        self.specs.append(
            TransferSpec(
                key=key,
                code=code,
                asset="CNY",
                amount=amount_fen,
                debit=debit,
                credit=to,
                subject=f"commission:{row.pk}",
                memo=memo,
                debit_floor=None if debit == accounts.debt(row.affiliate_id) else 0,
            )
        )
