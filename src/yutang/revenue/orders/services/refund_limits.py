"""What higher rooms say about giving lines back."""

from collections.abc import Sequence

from yutang.revenue.orders.contracts import RefundLimit, RefundLimitProvider, RefundLimitWant

_providers: dict[str, RefundLimitProvider] = {}


def register_refund_limit(name: str, provider: RefundLimitProvider) -> None:
    """Ask `provider` what of a line may still be given back, beside the line's own rest (see RefundLimitProvider).

    Several rooms may speak about one line: the smallest quantity and the smallest money count. The last one registered
    under a name wins.
    """
    _providers[name] = provider


def refund_limits(wants: Sequence[RefundLimitWant], *, is_final: bool) -> dict[int, RefundLimit]:
    """Return the tightest limit of each line that any room limits."""
    found: dict[int, RefundLimit] = {}
    if not wants:
        return found
    for provider in _providers.values():
        for line_id, limit in provider(wants, is_final).items():
            found[line_id] = _tighter(found[line_id], limit) if line_id in found else limit
    return found


def _tighter(one: RefundLimit, other: RefundLimit) -> RefundLimit:
    amounts = [fen for fen in (one.fen, other.fen) if fen is not None]
    first = min(one, other, key=lambda limit: limit.quantity)
    return RefundLimit(first.quantity, min(amounts, default=None), first.why or one.why or other.why)
