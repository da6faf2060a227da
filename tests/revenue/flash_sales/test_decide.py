"""The pure decision, over thousands of batches."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from yutang.revenue.flash_sales.contracts import ItemFacts, Taken, TakeWant
from yutang.revenue.flash_sales.rules import Earlier, decide, digest_of

NOW = datetime(2026, 11, 22, 2, tzinfo=UTC)
PLACES = {(customer, customer) for customer in range(1, 5)}


def item(item_id: int, left: int, limit: int) -> ItemFacts:
    return ItemFacts(
        item_id=item_id,
        sale_id=1,
        sale_name="十点场",
        sku_id=item_id,
        product_id=item_id,
        name="果",
        spec="",
        picture="",
        tint="",
        price_fen=1_990,
        base_fen=5_990,
        allotment=left,
        taken=0,
        paid=0,
        per_person=limit,
        location_id=1,
        store_id=None,
        shipping_fen=0,
        pay_minutes=5,
        starts_at=NOW - timedelta(hours=1),
        ends_at=NOW + timedelta(hours=1),
        status="scheduled",
    )


wants = st.lists(
    st.builds(
        lambda customer, key, item_id, quantity: TakeWant(customer, f"k{key}", item_id, quantity, customer),
        st.integers(1, 4),
        st.integers(1, 6),
        st.integers(1, 3),
        st.integers(0, 4),
    ),
    max_size=30,
)
items = st.tuples(
    st.tuples(st.integers(0, 9), st.integers(1, 3)), st.tuples(st.integers(0, 9), st.integers(1, 3))
)


@given(wants, items, wants)
@settings(max_examples=200, deadline=None)
def test_every_batch_is_fair_and_exact(
    batch: list[TakeWant], shelves: tuple[tuple[int, int], tuple[int, int]], before: list[TakeWant]
) -> None:
    known = {n: item(n, *shelf) for n, shelf in enumerate(shelves, 1)}
    earlier = {
        (w.customer_id, w.key): Earlier(
            w.customer_id,
            w.item_id,
            w.key,
            digest_of(w),
            1,
            n % 2 == 0,
            Taken(n, f"D{n}", 1, NOW, repeated=True),
        )
        for n, w in enumerate(before)
    }

    made = decide(batch, known, list(earlier.values()), PLACES, NOW)

    # every wish has exactly one answer
    places = [*made.accepted, *made.refused, *made.repeated, *made.again]
    assert sorted(places) == list(range(len(batch)))
    accepted = [batch[n] for n in made.accepted]
    # never more than there is
    pieces: Counter[int] = Counter()
    held: Counter[tuple[int, int]] = Counter()
    for one in earlier.values():
        if not one.is_returned:
            held[one.customer_id, one.item_id] += one.quantity
    for one in accepted:
        pieces[one.item_id] += one.quantity
        held[one.customer_id, one.item_id] += one.quantity
        assert held[one.customer_id, one.item_id] <= known[one.item_id].per_person
    assert all(pieces[n] <= shelf.left for n, shelf in known.items())
    # a key is one order: before this batch or inside it
    keys = [(w.customer_id, w.key) for w in accepted]
    assert len(keys) == len(set(keys))
    assert not set(keys) & earlier.keys()
    for index, first in made.repeated.items():
        assert first in made.accepted
        assert first < index
        assert digest_of(batch[first]) == digest_of(batch[index])
    for index, answer in made.again.items():
        assert answer == earlier[batch[index].customer_id, batch[index].key].answer
    # nobody is refused for want of stock while his wish would still fit
    for index, refusal in made.refused.items():
        if refusal.code == "flash_sold_out":
            assert pieces[batch[index].item_id] == known[batch[index].item_id].left
