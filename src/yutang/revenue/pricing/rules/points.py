"""Points as money: whole points, whole fen, never more than the cap's share of the goods."""

from yutang.revenue.pricing.contracts import CustomerTerms, PointsOffer

FULL_BP = 10_000


def points_offer(terms: CustomerTerms, goods_fen: int) -> PointsOffer | None:
    """Return what the customer's points could do for goods of this price; None when he has none."""
    if terms.points <= 0 or terms.points_per_yuan <= 0:
        return None
    most = min(goods_fen * terms.points_cap_bp // FULL_BP, worth_fen(terms.points, terms))
    # What a whole number of points is worth: nobody spends a point for a part of its value.
    fen = worth_fen(most * terms.points_per_yuan // 100, terms)
    return PointsOffer(terms.points, needed(fen, terms), fen, terms.points_per_yuan)


def worth_fen(points: int, terms: CustomerTerms) -> int:
    """Return what so many points are worth, a broken fen left out."""
    return points * 100 // terms.points_per_yuan


def needed(fen: int, terms: CustomerTerms) -> int:
    """Return the fewest points that are worth so much."""
    return -(-fen * terms.points_per_yuan // 100)


def points_wanted(wish: int, offer: PointsOffer, terms: CustomerTerms) -> tuple[int, int]:
    """Return (points, fen) that are used: as many as wished or allowed, and none that buys nothing."""
    if wish < 0 or wish >= offer.usable:
        return offer.usable, offer.usable_fen
    fen = min(worth_fen(wish, terms), offer.usable_fen)
    return needed(fen, terms), fen
