"""What the doctor proves about the ledger, from its rows."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F, Q, Sum

from yutang.foundation.ledger.contracts import TransferStatus
from yutang.foundation.ledger.models import Account, Transfer
from yutang.kernel.doctor import Finding, check


@check(name="账本：每种资产合计为零")
def assets_balance() -> Iterable[Finding]:
    """What was debited was credited: the balances of each asset add up to zero."""
    for asset, total in Account.objects.values_list("asset").annotate(total=Sum("balance")):
        if total:
            yield Finding(f"asset:{asset}", f"所有账户合计 {total}，应为 0")


@check(name="账本：余额等于流水合计")
def balances_follow_transfers() -> Iterable[Finding]:
    """Each balance is the sum of its posted transfers, each reserve that of its open pending ones."""
    balances: Counter[int] = Counter()
    posted = Transfer.objects.filter(status=TransferStatus.POSTED.value)
    for side, sign in (("debit_id", -1), ("credit_id", 1)):
        for account_id, total in posted.values_list(side).annotate(total=Sum("amount")).order_by():
            balances[account_id] += sign * total
    settled = Transfer.objects.filter(resolves__isnull=False).values("resolves_id")
    pending = Transfer.objects.filter(status=TransferStatus.PENDING.value).exclude(pk__in=settled)
    reserves = dict(pending.values_list("debit_id").annotate(total=Sum("amount")).order_by())
    accounts = Account.objects.order_by("pk").values_list("id", "code", "balance", "reserved")
    known = set()
    for account_id, code, balance, reserved in accounts.iterator(chunk_size=5_000):
        known.add(account_id)
        if balance != balances[account_id]:
            yield Finding(f"account:{code}", f"余额 {balance}，流水合计 {balances[account_id]}")
        if reserved != reserves.get(account_id, 0):
            yield Finding(f"account:{code}", f"冻结 {reserved}，待确认合计 {reserves.get(account_id, 0)}")
    for account_id in balances.keys() - known:
        yield Finding(f"account:{account_id}", "流水指向不存在的账户")


@check(name="账本：没有账户低于下限")
def no_account_below_floor() -> Iterable[Finding]:
    """Balance less reserve is at or above the floor."""
    below = Account.objects.filter(~Q(floor_fen=None), balance__lt=F("floor_fen") + F("reserved"))
    for code, balance, floor in below.values_list("code", "balance", "floor_fen"):
        yield Finding(f"account:{code}", f"余额 {balance} 低于下限 {floor}")


@check(name="账本：转账两边资产一致")
def one_asset_per_transfer() -> Iterable[Finding]:
    """Both accounts of a transfer hold the asset it moves."""
    mixed = Transfer.objects.exclude(debit__asset=F("asset"), credit__asset=F("asset"))
    for key in mixed.values_list("key", flat=True)[:100]:
        yield Finding(f"transfer:{key}", "转账与账户的资产不一致")
