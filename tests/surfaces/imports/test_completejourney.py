"""The public data set in small: the same files, a handful of rows, every oddity."""

from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from yutang.foundation.catalog.api import skus_by_no
from yutang.kernel.errors import DomainError
from yutang.kernel.models import Event
from yutang.revenue.orders.api import imported_totals
from yutang.surfaces.imports.completejourney import load, source
from yutang.surfaces.imports.completejourney.load import Outcome, import_completejourney
from yutang.surfaces.imports.models import ImportChunk

pytestmark = pytest.mark.django_db

TABLES = {
    "transactions": """
        (1::BIGINT, 330::BIGINT, 100::BIGINT, 11::BIGINT, 2::BIGINT, 4.50, 0.50, 0.0, 0.0, 1::BIGINT,
         TIMESTAMP '2017-01-01 11:53:26'),
        (1, 330, 100, 12, 1, 0.0, 0.0, 0.0, 0.0, 1, TIMESTAMP '2017-01-01 11:53:26'),
        (1, 330, 101, 11, 1, 1.99, 0.10, 0.55, 0.20, 1, TIMESTAMP '2017-01-03 10:00:00'),
        (1, 330, 101, 99, 0, 0.0, 0.0, 1.00, 0.0, 1, TIMESTAMP '2017-01-03 10:00:00'),
        (2, 406, 102, 12, 0, 0.0, 0.0, 0.0, 0.0, 1, TIMESTAMP '2017-01-04 10:00:00'),
        (2, 406, 103, 12, 3, 3.00, 0.0, 0.0, 0.0, 2, TIMESTAMP '2017-01-09 10:00:00'),
        (2, 406, 104, 12, 1, 1.00, 0.0, 0.0, 0.0, 2, TIMESTAMP '2017-01-10 10:00:00')
    """,
    "products": """
        (11::BIGINT, 2::BIGINT, 'GROCERY', 'National', 'FRZN ICE', 'ICE - CRUSHED', '22 LB'),
        (12, 69, 'PASTRY', 'Private', NULL, NULL, NULL)
    """,
    "demographics": "(1::BIGINT, '65+', '35-49K', 'Homeowner', 'Married', '2', '2 Adults No Kids', '0')",
    "campaigns": "(26::BIGINT, 1::BIGINT), (26, 2)",
    "campaign_descriptions": "(26::BIGINT, 'Type B', TIMESTAMP '2016-12-28', TIMESTAMP '2017-02-19')",
    "coupons": "(51380041013::BIGINT, 11::BIGINT, 26::BIGINT), (51380041014, 12, 26)",
    "coupon_redemptions": "(1::BIGINT, 51380041013::BIGINT, 26::BIGINT, TIMESTAMP '2017-01-03')",
}
COLUMNS = {
    "transactions": "household_id, store_id, basket_id, product_id, quantity, sales_value, retail_disc, coupon_disc,"
    " coupon_match_disc, week, transaction_timestamp",
    "products": "product_id, manufacturer_id, department, brand, product_category, product_type, package_size",
    "demographics": "household_id, age, income, home_ownership, marital_status, household_size, household_comp,"
    " kids_count",
    "campaigns": "campaign_id, household_id",
    "campaign_descriptions": "campaign_id, campaign_type, start_date, end_date",
    "coupons": "coupon_upc, product_id, campaign_id",
    "coupon_redemptions": "household_id, coupon_upc, campaign_id, redemption_date",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    duck = duckdb.connect()
    for name, rows in TABLES.items():
        duck.execute(
            f"COPY (SELECT * FROM (VALUES {rows}) AS t({COLUMNS[name]})) TO '{tmp_path}/{name}.parquet' (FORMAT parquet)"
        )
    duck.close()
    return tmp_path


def run(folder: Path) -> Outcome:
    return import_completejourney(
        folder=folder, rejects_path=folder / "rejects.csv", progress=lambda *_: None
    )


def test_every_total_agrees_to_the_cent(folder: Path) -> None:
    outcome = run(folder)

    figures = {one.name: (one.in_source, one.stored, one.rejected) for one in outcome.comparisons}
    assert outcome.agrees
    assert figures["交易行"] == (7, 6, 1)
    assert figures["购物篮（订单）"] == (5, 4, 1)
    assert figures["家庭（客户）"] == (2, 2, 0)
    assert figures["件数"] == (8, 8, 0)
    assert figures["销售额"] == (1049, 1049, 0)
    assert figures["会员卡折扣"] == (60, 60, 0)
    assert figures["厂商券"] == (155, 155, 0)
    assert figures["配合让利"] == (20, 20, 0)
    assert figures["券核销"] == (1, 1, 0)
    assert figures["商品"] == (3, 3, 0)


def test_rows_that_hold_nothing_are_named(folder: Path) -> None:
    run(folder)
    lines = (folder / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["5"]
    assert "没有卖出任何东西" in lines[1]


def test_the_money_of_a_product_that_nobody_listed_is_kept(folder: Path) -> None:
    run(folder)
    assert skus_by_no(["CJ99"])["CJ99"].name == "未登记商品 99"


def test_history_is_told_at_its_own_time(folder: Path) -> None:
    run(folder)
    paid = Event.objects.filter(name="orders.order_paid").order_by("id")
    assert [event.occurred_at.date().isoformat() for event in paid] == [
        "2017-01-01",
        "2017-01-03",
        "2017-01-09",
        "2017-01-10",
    ]
    assert all(event.occurred_at < datetime(2018, 1, 1, tzinfo=event.occurred_at.tzinfo) for event in paid)


def test_running_again_changes_nothing(folder: Path) -> None:
    run(folder)
    events, totals, chunks = (
        Event.objects.count(),
        imported_totals("completejourney:"),
        ImportChunk.objects.count(),
    )

    again = run(folder)

    assert again.was_complete
    assert again.agrees
    assert (Event.objects.count(), ImportChunk.objects.count()) == (events, chunks)
    assert imported_totals("completejourney:") == totals


def test_killed_in_the_middle_it_goes_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "BASKETS_PER_CHUNK", 1)
    real, calls = load.import_orders, []

    def dies_at_the_third(batch):
        calls.append([order.external_key for order in batch])
        result = real(batch)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return result

    monkeypatch.setattr(load, "import_orders", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        run(folder)
    assert imported_totals("completejourney:").orders == 2

    outcome = run(folder)

    assert outcome.agrees
    assert not outcome.was_complete
    assert [key for batch in calls for key in batch] == [
        "completejourney:100",
        "completejourney:101",
        "completejourney:103",
        "completejourney:103",
        "completejourney:104",
    ]
    assert outcome.rejected == 1


def test_an_incomplete_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        run(tmp_path)
    assert refused.value.code == "source_incomplete"
    assert "transactions" in refused.value.details["missing"]
