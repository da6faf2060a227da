"""A store that sells a pack and people who come for it."""

import base64
import itertools
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.foundation.fixtures import a_guide
from tests.revenue.builders import Buyer, Shop, paid
from yutang.foundation.catalog.api import create_product
from yutang.foundation.catalog.contracts import NewProduct, NewSku, ProductKind
from yutang.foundation.inventory.api import StockWant, default_location_id, receive
from yutang.foundation.org.contracts import StaffRole
from yutang.kernel import clock
from yutang.kernel.outbox import drain
from yutang.revenue.orders.models import Order
from yutang.revenue.vouchers.api import add_right, register_device, sync_offline
from yutang.revenue.vouchers.contracts import OfflineAnswer, RedeemWant, RightSpec
from yutang.revenue.vouchers.models import Voucher

_serial = itertools.count(1)


def a_pack(*rights: RightSpec, price_fen: int = 1_990, stock: int = 50) -> int:
    """The SKU of a pack on sale: ¥19.9, worth ¥200 unless said otherwise."""
    number = next(_serial)
    made = create_product(
        NewProduct(
            no=f"PACK{number}",
            name="鲜果会员礼包",
            kind=ProductKind.VOUCHER,
            skus=(NewSku(no=f"PACK{number}-1", price_fen=price_fen),),
        )
    )
    for right in rights or (
        RightSpec("果切券", 2_000, uses=5, valid_days=30),
        RightSpec("鲜榨果汁", 10_000, valid_days=30),
    ):
        add_right(product_id=made.product_id, spec=right, actor="test")
    receive([StockWant(default_location_id(), made.skus[0].sku_id, stock, f"packs-{number}")])
    return made.skus[0].sku_id


def bought(who: Buyer, sku_id: int, packs: int = 1) -> Order:
    """A paid order of packs whose vouchers are issued."""
    order = paid(who, [(sku_id, packs)], delivery="voucher", address_id=None)
    drain()
    order.refresh_from_db()
    return order


def vouchers_of(order: Order) -> list[Voucher]:
    return list(Voucher.objects.filter(order_id=order.pk).order_by("pk"))


def wants(voucher: Voucher, staff_id: int, store_id: int, **more: Any) -> RedeemWant:
    return RedeemWant(voucher.code, staff_id, store_id, more.pop("key", f"key-{next(_serial)}"), **more)


@dataclass
class Counter:
    """One store with a guide and a manager."""

    store_id: int
    guide_id: int
    manager_id: int


def a_counter(shop: Shop, name: str = "文三路店") -> Counter:
    store_id = shop.open_store(name)
    guide = a_guide(store_id)
    manager = a_guide(store_id, role=StaffRole.STORE_MANAGER)
    return Counter(store_id, guide.staff_id, manager.staff_id)


class Device:
    """A phone with a key of its own."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.key = Ed25519PrivateKey.generate()
        raw = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.facts = register_device(
            name="前台手机",
            store_id=counter.store_id,
            public_key=base64.b64encode(raw).decode(),
            staff_id=counter.manager_id,
        )

    def row(
        self, code: str, *, uses: int = 1, ago: timedelta = timedelta(), nonce: str = ""
    ) -> dict[str, Any]:
        at = clock.now() - ago
        return {
            "code": code,
            "uses": uses,
            "at": int(at.timestamp() * 1000),
            "nonce": nonce or f"nonce-{next(_serial):06d}",
            "staff_id": self.counter.guide_id,
        }

    def text(self, *rows: dict[str, Any], sent_ago: timedelta = timedelta()) -> str:
        sent_at = int((clock.now() - sent_ago).timestamp() * 1000)
        return json.dumps({"device": self.facts.no, "sent_at": sent_at, "rows": list(rows)})

    def sign(self, text: str) -> str:
        return base64.b64encode(self.key.sign(text.encode())).decode()

    def sync(self, text: str, *, signature: str = "") -> list[OfflineAnswer]:
        return sync_offline(
            device_no=self.facts.no,
            text=text,
            signature=signature or self.sign(text),
            staff_id=self.counter.guide_id,
        )
