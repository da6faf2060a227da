"""Post what fits of a batch and say what did not."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from yutang.foundation.ledger import rules
from yutang.foundation.ledger.contracts import (
    BalanceShort,
    TransferReceipt,
    TransferSpec,
    TransferStatus,
)
from yutang.foundation.ledger.services.account_book import open_and_lock, write_back
from yutang.foundation.ledger.services.transfer_rows import answered, insert_specs
from yutang.kernel.batches import one_statement


def try_transfers(specs: Sequence[TransferSpec]) -> list[TransferReceipt]:
    """Post every group whose debits stay above their floors; refuse the other groups whole.

    One receipt per spec, in order. A key that was answered before returns its first receipt; a key used for
    something else raises TransferMismatch and nothing is posted. Accounts are opened on first use. Earlier
    specs of the batch go first, so a later one may spend what an earlier one brought.
    """
    return post_batch(specs, must_fit=False)


def post_batch(specs: Sequence[TransferSpec], *, must_fit: bool) -> list[TransferReceipt]:
    """Post the batch; with `must_fit` a shortage raises BalanceShort and nothing at all is posted."""
    if not specs:
        return []
    for spec in specs:
        rules.check_spec(spec)
    once = rules.merge_repeats(specs)
    try:
        with transaction.atomic():
            receipts = _post(once, must_fit=must_fit)
    except IntegrityError:
        # The same key was posted by somebody else between our look and our insert: look again.
        with transaction.atomic():
            receipts = _post(once, must_fit=must_fit)
    return [receipts[spec.key] for spec in specs]


def _post(specs: Sequence[TransferSpec], *, must_fit: bool) -> dict[str, TransferReceipt]:
    accounts = open_and_lock(rules.opening_floors(specs))
    receipts = answered(specs, accounts)
    fresh = [spec for spec in specs if spec.key not in receipts] if receipts else specs
    accepted: list[TransferSpec] = []
    for group in rules.group_specs(fresh):
        shortage = rules.apply_group(group, accounts)
        if shortage is None:
            accepted.extend(group)
        elif must_fit:
            raise BalanceShort(
                account=shortage.account,
                key=shortage.key,
                amount=shortage.amount,
                available=shortage.available,
            )
        else:
            for spec in group:
                receipts[spec.key] = TransferReceipt(
                    spec.key,
                    TransferStatus.REFUSED,
                    None,
                    spec.amount,
                    is_new=True,
                    short_account=shortage.account,
                )
    if accepted:
        touched = {code for spec in accepted for code in (spec.debit, spec.credit)}
        with one_statement():
            write_back(accounts[code] for code in touched)
            receipts |= insert_specs(accepted, accounts)
    return receipts
