"""Shopify's order export, as it is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from yutang.kernel import clock
from yutang.revenue.orders.api import imported_totals
from yutang.surfaces.imports.orders_file import FileImport, import_orders_file

pytestmark = pytest.mark.django_db
HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,"
    "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,"
    "Billing Name,Phone,Refunded Amount,Cancelled at\n"
)
FIRST = (
    "#1001,ann@example.com,paid,2026-11-01 09:00:00 -0500,fulfilled,USD,27.00,5.00,2.16,34.16,WELCOME,3.00,"
    "2026-11-01 08:59:00 -0500,2,Peach Box,10.00,PB-1,0.00,Ann Lee,+1 555 0100,0.00,\n"
)
SECOND = "#1001,ann@example.com,,,,,,,,,,,2026-11-01 08:59:00 -0500,1,Honey,10.00,,0.00,,,,\n"


def load(tmp_path: Path, content: str, currency: str = "USD"):
    path = tmp_path / "orders_export.csv"
    path.write_text(content, encoding="utf-8")
    wish = FileImport(path=path, rejects_path=tmp_path / "rejects.csv", currency=currency)
    with clock.frozen(datetime(2026, 11, 21, tzinfo=UTC)):
        return import_orders_file(wish, lambda *_: None)


def reason(tmp_path: Path) -> str:
    return (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


def test_an_order_of_several_rows_keeps_its_total(tmp_path: Path) -> None:
    report = load(tmp_path, HEADER + FIRST + SECOND)

    assert (report.source, report.rows_read, report.created, report.rejected_rows) == ("shopify", 2, 1, 0)
    assert report.paid_fen == 3416
    totals = imported_totals("shopify:")
    assert (totals.orders, totals.lines, totals.quantity) == (1, 2, 3)
    assert totals.paid_fen == 2916  # subtotal and tax; the shipping stands beside the lines
    assert totals.discounts == {"imported_discount": 300}


def test_a_refund_before_the_export_is_taken_off(tmp_path: Path) -> None:
    partly = FIRST.replace(",paid,", ",partially_refunded,").replace(",0.00,\n", ",10.00,\n")
    assert load(tmp_path, HEADER + partly + SECOND).paid_fen == 2416


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (",paid,", ",pending,", "未付款"),
        (",paid,", ",refunded,", "全额退款"),
        (",0.00,\n", ",0.00,2026-11-02 10:00:00 -0500\n", "已取消"),
        ("34.16", "34.17", "对不上"),
        ("-0500,fulfilled,USD", "-0500,fulfilled,EUR", "币种是 EUR"),
        ("27.00", "37.00", "大于明细之和"),
    ],
)
def test_what_is_no_sale_is_refused_by_name(tmp_path: Path, old: str, new: str, why: str) -> None:
    report = load(tmp_path, HEADER + FIRST.replace(old, new, 1) + SECOND)
    assert (report.created, report.rejected_rows) == (0, 2)
    assert why in reason(tmp_path)
