"""Lists of devices that had no network: once, twice, forged, revoked, and two stores with the same voucher."""

import base64
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.revenue.builders import Buyer, Shop
from tests.revenue.vouchers.world import Counter, Device, a_counter, a_pack, bought, vouchers_of, wants
from yutang.kernel import clock
from yutang.kernel.doctor import run_checks
from yutang.kernel.errors import DomainError
from yutang.revenue.vouchers.api import (
    redeem_voucher,
    register_device,
    revoke_device,
    settle_conflict,
    sync_offline,
)
from yutang.revenue.vouchers.contracts import RightSpec
from yutang.revenue.vouchers.models import OfflineConflict, Redemption

pytestmark = pytest.mark.django_db


def clean() -> None:
    assert [(r.name, f) for r in run_checks() for f in r.findings] == []


def test_a_list_is_applied_once_however_often_it_comes(counter: Counter, su: Buyer) -> None:
    # given
    device, voucher = Device(counter), vouchers_of(bought(su, a_pack()))[0]
    text = device.text(device.row(voucher.code, uses=2), device.row(voucher.code))
    # when
    first, again = device.sync(text), device.sync(text)
    # then
    assert [(a.outcome, a.by) for a in first] == [("redeemed", "小林")] * 2
    assert [a.redemption_no for a in again] == [a.redemption_no for a in first]
    voucher.refresh_from_db()
    assert voucher.uses_left == 2
    assert [r.device_id for r in Redemption.objects.all()] == [device.facts.device_id] * 2
    assert OfflineConflict.objects.count() == 0
    clean()


def test_a_row_in_another_list_is_the_same_row(counter: Counter, su: Buyer) -> None:
    device, voucher = Device(counter), vouchers_of(bought(su, a_pack()))[0]
    row = device.row(voucher.code)
    device.sync(device.text(row))
    device.sync(device.text(row, device.row(voucher.code)))
    voucher.refresh_from_db()
    assert voucher.uses_left == 3


def test_two_stores_without_a_network_and_one_voucher(shop: Shop, counter: Counter, su: Buyer) -> None:
    # given
    voucher = vouchers_of(bought(su, a_pack()))[1]
    here, there = Device(counter), Device(a_counter(shop, "西溪店"))
    mine, theirs = here.text(here.row(voucher.code)), there.text(there.row(voucher.code))
    # when
    (won,) = here.sync(mine)
    (lost,) = there.sync(theirs)
    (lost_again,) = there.sync(theirs)
    # then
    assert won.outcome == "redeemed"
    assert (lost.outcome, lost.by, lost.store) == ("conflict", "小林", "文三路店")
    assert lost.at is not None
    assert lost_again == lost
    (conflict,) = OfflineConflict.objects.all()
    assert (conflict.reason, conflict.state, conflict.voucher_id) == ("voucher_used", "open", voucher.pk)
    settle_conflict(
        conflict_id=conflict.pk, how="collected", note="补收 100 元", staff_id=there.counter.manager_id
    )
    conflict.refresh_from_db()
    assert (conflict.state, conflict.settled_how) == ("settled", "collected")
    with pytest.raises(DomainError, match="conflict_settled"):
        settle_conflict(conflict_id=conflict.pk, how="loss", note="", staff_id=there.counter.manager_id)
    clean()


@pytest.mark.parametrize("how", ["text", "signature", "device", "nonsense"])
def test_a_forged_list_does_nothing(shop: Shop, counter: Counter, su: Buyer, how: str) -> None:
    device, voucher = Device(counter), vouchers_of(bought(su, a_pack()))[0]
    other = Device(a_counter(shop, "西溪店"))
    text = device.text(device.row(voucher.code))
    signature = device.sign(text)
    if how == "text":
        text = text.replace('"uses": 1', '"uses": 5')
    elif how == "signature":
        signature = other.sign(text)
    elif how == "device":
        text = other.text(other.row(voucher.code))
        signature = device.sign(text)
    else:
        signature = "!!"
    with pytest.raises(DomainError, match="signature_invalid"):
        device.sync(text, signature=signature)
    assert Redemption.objects.count() == 0


def test_a_revoked_device_is_not_heard(counter: Counter, su: Buyer) -> None:
    device, voucher = Device(counter), vouchers_of(bought(su, a_pack()))[0]
    text = device.text(device.row(voucher.code))
    revoke_device(device_no=device.facts.no, staff_id=counter.manager_id)
    with pytest.raises(DomainError, match="device_revoked"):
        device.sync(text)
    assert Redemption.objects.count() == 0


def test_only_managers_register_and_a_key_once(counter: Counter) -> None:
    device = Device(counter)
    raw = device.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    key = base64.b64encode(raw).decode()
    for staff_id, public_key, code in (
        (counter.guide_id, key, "manager_only"),
        (counter.manager_id, key, "device_known"),
        (counter.manager_id, "AAAA", "device_key_invalid"),
    ):
        with pytest.raises(DomainError, match=code):
            register_device(name="x", store_id=counter.store_id, public_key=public_key, staff_id=staff_id)


def test_a_browser_signs_with_p256(counter: Counter, su: Buyer) -> None:
    # given
    key = ec.generate_private_key(ec.SECP256R1())
    raw = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    facts = register_device(
        name="手机",
        store_id=counter.store_id,
        public_key=base64.b64encode(raw).decode(),
        staff_id=counter.manager_id,
    )
    voucher = vouchers_of(bought(su, a_pack()))[0]
    device = Device(counter)
    device.facts = facts
    text = device.text(device.row(voucher.code))
    # when: WebCrypto gives r and s side by side
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(SHA256())))
    signature = base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()
    (answer,) = sync_offline(device_no=facts.no, text=text, signature=signature, staff_id=counter.guide_id)
    # then
    assert answer.outcome == "redeemed"


def test_redeemed_before_midnight_and_synced_after_it_counts(counter: Counter, su: Buyer) -> None:
    with clock.frozen(datetime(2026, 11, 22, 10, tzinfo=clock.SHANGHAI)):
        device = Device(counter)
        voucher = vouchers_of(bought(su, a_pack(RightSpec("券", 100, uses=2, valid_days=1))))[0]
    with clock.frozen(datetime(2026, 11, 24, 8, tzinfo=clock.SHANGHAI)):
        text = device.text(
            device.row(voucher.code, ago=timedelta(hours=9)), device.row(voucher.code, ago=timedelta(hours=1))
        )
        answers = device.sync(text)
    assert [a.outcome for a in answers] == ["redeemed", "conflict"]
    assert OfflineConflict.objects.get().reason == "voucher_expired"
    clean()


def test_each_bad_row_becomes_a_conflict_of_its_own(counter: Counter, su: Buyer) -> None:
    with clock.frozen(clock.now() - timedelta(days=4)):
        device = Device(counter)
        voucher = vouchers_of(bought(su, a_pack()))[1]
    redeem_voucher(wants(voucher, counter.manager_id, counter.store_id))
    answers = device.sync(
        device.text(
            device.row("0000"),
            device.row(voucher.code),
            device.row(voucher.code, ago=timedelta(hours=80)),
            {**device.row(voucher.code), "staff_id": 999_999},
        )
    )
    assert {a.outcome for a in answers} == {"conflict"}
    assert [c.reason for c in OfflineConflict.objects.order_by("pk")] == [
        "voucher_unknown",
        "voucher_used",
        "offline_time",
        "store_foreign",
    ]
