"""The one place that moves points: locked members and lots, changed in memory, written with constant statements."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from yutang.foundation.ledger.api import TransferSpec, post_transfers
from yutang.kernel.among import among
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns, next_ids
from yutang.retention.membership import accounts
from yutang.retention.membership.contracts import Reason
from yutang.retention.membership.models import Member, PointLot
from yutang.retention.membership.rules import first_to_expire, later_end, owed_first
from yutang.retention.membership.services.members import lock_members


@dataclass(slots=True)
class FreshLot:
    """A lot that is not written yet; see PointLot for the words."""

    customer_id: int
    key: str
    reason: str
    memo: str
    points: int
    expires_at: datetime | None
    created_at: datetime
    is_frozen: bool = False
    frozen_until: datetime | None = None
    left: int = 0


type Parts = list[tuple[int, int]]
type Words = tuple[str, str, str]


@dataclass
class PointsBook:
    """Members of a transaction with the lots that may change. Members are locked; nobody else touches their lots."""

    at: datetime
    members: dict[int, Member]
    lots: dict[int, PointLot] = field(default_factory=dict)
    _purses: dict[int, list[PointLot]] = field(default_factory=dict)
    _new: list[FreshLot] = field(default_factory=list)
    _changed: set[int] = field(default_factory=set)
    _moved: set[int] = field(default_factory=set)
    _specs: list[TransferSpec] = field(default_factory=list)

    @classmethod
    def opened(
        cls, customer_ids: Collection[int], *, at: datetime, lots_of: Collection[int] = ()
    ) -> "PointsBook":
        """Lock the members; read the spendable lots of `lots_of`, letting those expire whose end has passed."""
        book = cls(at, lock_members(customer_ids, at=at))
        if lots_of:
            rows = PointLot.objects.filter(among(PointLot, "customer_id", list(lots_of)), left__gt=0)
            book.load(rows.filter(is_frozen=False))
            for lot in list(book.lots.values()):
                if lot.expires_at is not None and lot.expires_at <= at:
                    book.expire(lot)
        return book

    def load(self, rows: Iterable[PointLot]) -> list[PointLot]:
        """Put lots of locked members into the book; a lot that is in it already stays as it is."""
        found = []
        for row in rows:
            if row.pk not in self.lots:
                self.lots[row.pk] = row
                self._purses.setdefault(row.customer_id, []).append(row)
            found.append(self.lots[row.pk])
        return found

    def grant(self, lot: FreshLot, *, subject: str) -> int:
        """Bring new points in, frozen or spendable; returns what went to points that were owed."""
        self._new.append(lot)
        lot.left = lot.points
        member = self.members[lot.customer_id]
        if lot.is_frozen:
            member.frozen += lot.points
            target = accounts.frozen(member.pk)
            self._post(
                member, lot.key, (accounts.CODE_EARN, lot.memo, subject), lot.points, accounts.ISSUED, target
            )
            return 0
        words = (accounts.CODE_EARN, lot.memo, subject)
        repaid = self._income(member, lot.points, accounts.ISSUED, lot.key, words)
        lot.left -= repaid
        return repaid

    def thaw(self, lot: PointLot, *, subject: str = "") -> None:
        """Make frozen points spendable; what is owed takes its part first."""
        member = self.members[lot.customer_id]
        member.frozen -= lot.left
        words = (accounts.CODE_THAW, lot.memo, subject)
        repaid = self._income(member, lot.left, accounts.frozen(member.pk), f"{lot.key}:thaw", words)
        lot.left -= repaid
        lot.is_frozen, lot.expires_at = False, later_end(lot.expires_at, self.at)
        self._changed.add(lot.pk)

    def spendable(self, customer_id: int) -> int:
        """What the member can spend now."""
        return self.members[customer_id].points

    def spend(self, customer_id: int, points: int, *, key: str, memo: str, subject: str) -> Parts | None:
        """Take points from the lots that end first; None, and nothing happened, when there are too few."""
        member = self.members[customer_id]
        parts = self._take(customer_id, points)
        if parts is None:
            return None
        member.points -= points
        source = accounts.available(customer_id)
        self._post(member, key, (accounts.CODE_SPEND, memo, subject), points, source, accounts.BURNED)
        return parts

    def give_back(self, customer_id: int, parts: Parts, *, key: str, memo: str, subject: str) -> int:
        """Bring spent points back to the lots they came from; returns what went to points that were owed.

        A lot that has ended meanwhile gets its part as a new lot with some days to use it.
        """
        member = self.members[customer_id]
        total = sum(points for _, points in parts)
        repaid = self._income(member, total, accounts.BURNED, key, (accounts.CODE_BACK, memo, subject))
        owed = repaid
        for lot_id, points in parts:
            paid, back = owed_first(points, owed)
            owed -= paid
            lot = self.lots[lot_id]
            if back and lot.expires_at is not None and lot.expires_at <= self.at:
                self._new.append(self._second_life(lot, back, key))
            elif back:
                lot.left += back
                self._changed.add(lot_id)
        return repaid

    def claw_back(self, lot: PointLot, points: int, *, key: str, memo: str, subject: str) -> int:
        """Take given points back: from their own lot, then from what ends first; the rest is owed. Returns that rest."""
        member = self.members[lot.customer_id]
        own = min(points, lot.left)
        if own:
            lot.left -= own
            self._changed.add(lot.pk)
        if lot.is_frozen:
            member.frozen -= own
            source = accounts.frozen(member.pk)
            self._post(
                member, f"{key}:frozen", (accounts.CODE_CLAW, memo, subject), own, source, accounts.ISSUED
            )
            return self._claw_open(member, 0, points - own, (key, memo, subject))
        return self._claw_open(member, own, points - own, (key, memo, subject))

    def expire(self, lot: PointLot) -> int:
        """Let the lot's rest end; returns how much it was."""
        member, ended = self.members[lot.customer_id], lot.left
        if not ended:
            return 0
        member.points -= ended
        lot.left = 0
        self._changed.add(lot.pk)
        source = accounts.available(lot.customer_id)
        words = (accounts.CODE_EXPIRE, f"{lot.memo}，已到期", "")
        self._post(member, f"{lot.key}:expire", words, ended, source, accounts.EXPIRED)
        return ended

    def write(self) -> None:
        """Post the transfers and store lots and members."""
        post_transfers(self._specs)
        self._insert_lots()
        changed = [self.lots[pk] for pk in sorted(self._changed)]
        update_columns(
            PointLot,
            by="id",
            keys=[lot.pk for lot in changed],
            left=[lot.left for lot in changed],
            is_frozen=[lot.is_frozen for lot in changed],
            frozen_until=[lot.frozen_until for lot in changed],
            expires_at=[lot.expires_at for lot in changed],
        )
        moved = [self.members[pk] for pk in sorted(self._moved)]
        update_columns(
            Member,
            by="customer_id",
            keys=[one.pk for one in moved],
            points=[one.points for one in moved],
            frozen=[one.frozen for one in moved],
            owed=[one.owed for one in moved],
        )
        self._new, self._specs = [], []
        self._changed, self._moved = set(), set()

    def _income(self, member: Member, points: int, source: str, key: str, words: Words) -> int:
        """Let points reach a member: what he owes first, the rest spendable. Returns what was repaid."""
        _, memo, subject = words
        repaid, rest = owed_first(points, member.owed)
        member.points += rest
        member.owed -= repaid
        self._post(member, key, words, rest, source, accounts.available(member.pk))
        told = f"{memo}，先抵欠积分"
        target = accounts.debt(member.pk)
        self._post(member, f"{key}:repay", (accounts.CODE_REPAY, told, subject), repaid, source, target)
        return repaid

    def _claw_open(self, member: Member, own: int, rest: int, words: Words) -> int:
        """Take `own`, already taken from its lot, and `rest` from other lots as far as they reach."""
        key, memo, subject = words
        others = min(rest, sum(lot.left for lot in self._purses.get(member.pk, ()) if not lot.is_frozen))
        self._take(member.pk, others)
        owing = rest - others
        member.points -= own + others
        member.owed += owing
        target = accounts.ISSUED
        source, debt = accounts.available(member.pk), accounts.debt(member.pk)
        self._post(member, key, (accounts.CODE_CLAW, memo, subject), own + others, source, target)
        told = f"{memo}，已用部分记欠积分"
        self._post(member, f"{key}:debt", (accounts.CODE_CLAW, told, subject), owing, debt, target)
        return owing

    def _take(self, customer_id: int, points: int) -> Parts | None:
        lots = [lot for lot in self._purses.get(customer_id, ()) if not lot.is_frozen]
        parts = first_to_expire([(lot.pk, lot.left, lot.expires_at) for lot in lots], points)
        for lot_id, taken in parts or ():
            self.lots[lot_id].left -= taken
            self._changed.add(lot_id)
        return parts

    def _second_life(self, lot: PointLot, points: int, key: str) -> FreshLot:
        return FreshLot(
            customer_id=lot.customer_id,
            key=f"{key}:{lot.pk}",
            reason=Reason.RETURN,
            memo=lot.memo,
            points=points,
            left=points,
            expires_at=later_end(lot.expires_at, self.at),
            created_at=self.at,
        )

    def _post(self, member: Member, key: str, words: Words, points: int, debit: str, credit: str) -> None:
        code, memo, subject = words
        self._moved.add(member.pk)
        if points <= 0:
            return
        self._specs.append(
            TransferSpec(
                key=key,
                code=code,
                asset="POINT",
                amount=points,
                debit=debit,
                credit=credit,
                subject=subject or f"points:{member.pk}",
                memo=memo,
                debit_floor=None if debit == accounts.debt(member.pk) else 0,
            )
        )

    def _insert_lots(self) -> None:
        new = self._new
        insert_columns(
            PointLot,
            id=next_ids(PointLot, len(new)),
            customer_id=[lot.customer_id for lot in new],
            key=[lot.key for lot in new],
            reason=[str(lot.reason) for lot in new],
            memo=[lot.memo[:200] for lot in new],
            points=[lot.points for lot in new],
            left=[lot.left for lot in new],
            is_frozen=[lot.is_frozen for lot in new],
            frozen_until=[lot.frozen_until for lot in new],
            expires_at=[lot.expires_at for lot in new],
            created_at=[lot.created_at for lot in new],
        )
