"""Take points for something, and bring them back."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.among import among
from yutang.kernel.batch_update import update_columns
from yutang.kernel.batches import insert_columns, next_ids
from yutang.retention.membership.contracts import PointsBack, PointsSpend, PointsSpent, points_invalid
from yutang.retention.membership.models import PointLot, PointSpend
from yutang.retention.membership.rules import is_amount, restore_parts
from yutang.retention.membership.services.points_book import Parts, PointsBook


@transaction.atomic
def spend_points(wants: Sequence[PointsSpend]) -> list[PointsSpent]:
    """Spend each customer's points, once per key for ever, what ends first going first; one answer per want, in order.

    A customer who has too few spends nothing and hears how many there are; the others' wants go on. A constant number
    of statements. Within one transaction call it before anything else touches the ledger.
    """
    for want in wants:
        if not is_amount(want.points):
            raise points_invalid(want.points)
    if not wants:
        return []
    at = clock.now()
    customers = {want.customer_id for want in wants}
    book = PointsBook.opened(customers, at=at, lots_of=customers)
    rows = PointSpend.objects.filter(among(PointSpend, "key", [want.key for want in wants]))
    known = set(rows.values_list("key", flat=True))
    answers, written = list[PointsSpent](), list[tuple[PointsSpend, Parts]]()
    for want in wants:
        is_new = want.key not in known
        parts = _spend(book, want) if is_new else []
        if parts:
            known.add(want.key)
            written.append((want, parts))
        answers.append(
            PointsSpent(
                want.key,
                want.customer_id,
                want.points,
                is_spent=parts is not None,
                available=book.spendable(want.customer_id),
                is_new=is_new,
            )
        )
    book.write()
    _insert(written, at=at)
    return answers


@transaction.atomic
def give_back_points(backs: Sequence[PointsBack]) -> dict[str, int]:
    """Bring spent points back, each `key` once; returns how many came back by key.

    They return to the lots they came from with their old end; never more than was spent. An unknown spend gives 0.
    """
    rows = PointSpend.objects.filter(among(PointSpend, "key", [back.spend_key for back in backs]))
    owners = dict(rows.values_list("key", "customer_id")) if backs else {}
    if not owners:
        return {back.key: 0 for back in backs}
    at = clock.now()
    book = PointsBook.opened(set(owners.values()), at=at)
    spends = {row.key: row for row in rows.all()}
    wanted = {lot_id for row in spends.values() for lot_id, _ in row.parts}
    book.load(PointLot.objects.filter(among(PointLot, "id", sorted(wanted))))
    returned = {back.key: _give_back(book, spends.get(back.spend_key), back) for back in backs}
    book.write()
    changed = list(spends.values())
    update_columns(
        PointSpend,
        by="id",
        keys=[row.pk for row in changed],
        given_back=[row.given_back for row in changed],
        backs=[row.backs for row in changed],
    )
    return returned


def _spend(book: PointsBook, want: PointsSpend) -> Parts | None:
    return book.spend(
        want.customer_id, want.points, key=f"spend:{want.key}", memo=want.memo, subject=want.subject
    )


def _give_back(book: PointsBook, spend: PointSpend | None, back: PointsBack) -> int:
    if spend is None or back.key in spend.backs:
        return 0
    left = spend.points - spend.given_back
    points = left if back.points is None else min(max(back.points, 0), left)
    if points == 0:
        return 0
    parts = restore_parts(spend.parts, spend.given_back, points)
    key = f"back:{spend.pk}:{back.key}"
    book.give_back(spend.customer_id, parts, key=key, memo=back.memo, subject="")
    spend.given_back += points
    spend.backs = {**spend.backs, back.key: points}
    return points


def _insert(written: Sequence[tuple[PointsSpend, Parts]], *, at: object) -> None:
    count = len(written)
    insert_columns(
        PointSpend,
        id=next_ids(PointSpend, count),
        key=[want.key for want, _ in written],
        customer_id=[want.customer_id for want, _ in written],
        reason=[str(want.reason) for want, _ in written],
        memo=[want.memo[:200] for want, _ in written],
        points=[want.points for want, _ in written],
        given_back=[0] * count,
        parts=[[list(part) for part in parts] for _, parts in written],
        backs=[{}] * count,
        created_at=[at] * count,
    )
