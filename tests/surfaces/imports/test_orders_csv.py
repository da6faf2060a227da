"""Order files as shops export them, and every way in which they can be broken."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from yutang.kernel import clock
from yutang.kernel.errors import DomainError
from yutang.revenue.orders.api import imported_totals
from yutang.surfaces.imports.contracts import ImportReport
from yutang.surfaces.imports.models import ImportChunk, ImportReject, ImportRun
from yutang.surfaces.imports.orders_file import FileImport, import_orders_file

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 6, 26, tzinfo=UTC)
HEADER = "order_no,paid_at,customer_phone,sku,product_name,quantity,unit_price,line_discount,shipping,order_discount,total\n"
GOOD = "A1,2026-11-20 10:00:00,13912345678,S1,草莓,2,45.90,1.80,6.00,10.00,86.00\n"


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.frozen(NOW):
        yield


def run(tmp_path: Path, content: str | bytes, **wishes: object) -> ImportReport:
    path = tmp_path / "orders.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    wish = FileImport(path=path, rejects_path=tmp_path / "rejects.csv")
    return import_orders_file(replace(wish, **wishes), lambda stage, done, total: None)


def rejects(tmp_path: Path) -> list[tuple[str, ...]]:
    lines = (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    return [tuple(line.split(",", 2)) for line in lines]


def reason_of(tmp_path: Path, row: str) -> str:
    """The reason given for one bad row beside a good one, which must be imported all the same."""
    report = run(tmp_path, HEADER + GOOD + row)
    assert report.created == 1
    assert report.rejected_rows == 1
    number, reason, _ = rejects(tmp_path)[0]
    assert number == "3"
    return reason


def test_an_order_is_imported_to_the_fen(tmp_path: Path) -> None:
    second = "A1,,,S2,橙子,1,9.90,,,,\n"
    report = run(tmp_path, HEADER + GOOD.replace("86.00", "95.90") + second)

    assert (report.rows_read, report.created, report.known, report.rejected_rows) == (2, 1, 0, 0)
    assert report.paid_fen == 9590
    assert report.rejects_file is None
    totals = imported_totals("csv:")
    assert (totals.orders, totals.lines, totals.quantity, totals.paid_fen) == (1, 2, 3, 8990)
    assert totals.discounts == {"imported_discount": 1180}


def test_running_again_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, HEADER + GOOD)
    before = imported_totals("csv:")

    again = run(tmp_path, HEADER + GOOD)

    assert (again.created, again.known) == (0, 1)
    assert imported_totals("csv:") == before
    assert ImportRun.objects.count() == 1


def test_another_file_with_a_known_order_leaves_it_alone(tmp_path: Path) -> None:
    run(tmp_path, HEADER + GOOD)

    report = run(tmp_path, HEADER + GOOD.replace("草莓", "别的") + GOOD.replace("A1", "A2"))

    assert (report.created, report.known) == (1, 1)
    assert imported_totals("csv:").orders == 2


def test_the_same_number_of_another_source_is_another_order(tmp_path: Path) -> None:
    run(tmp_path, HEADER + GOOD)
    assert run(tmp_path, HEADER + GOOD, source="tmall").created == 1


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    report = run(tmp_path, HEADER + GOOD + GOOD.replace("A1", "A2").replace("45.90", "-1"), dry_run=True)

    assert (report.created, report.rejected_rows, report.dry_run) == (1, 1, True)
    assert "负数" in rejects(tmp_path)[0][1]
    assert not ImportRun.objects.exists()
    assert imported_totals("csv:").orders == 0


def test_an_interrupted_import_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yutang.surfaces.imports.orders_file.ORDERS_PER_BLOCK", 2)
    rows = [GOOD.replace("A1", f"A{number}") for number in range(5)]
    rows.insert(1, GOOD.replace("A1", "bad").replace("2026-11-20", "2026-02-30"))
    from yutang.surfaces.imports import orders_file

    real, calls = orders_file.import_orders, []

    def dies_in_the_second_block(batch):
        calls.append(len(batch))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(batch)

    monkeypatch.setattr(orders_file, "import_orders", dies_in_the_second_block)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, HEADER + "".join(rows))
    assert imported_totals("csv:").orders == 2
    assert ImportChunk.objects.count() == 1
    assert ImportReject.objects.count() == 1

    report = run(tmp_path, HEADER + "".join(rows))

    assert calls == [2, 2, 2, 1]  # the first block is not loaded again
    assert imported_totals("csv:").orders == 5
    assert report.rejected_rows == 1
    assert rejects(tmp_path)[0][0] == "3"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encoding_is_recognised(tmp_path: Path, encoding: str) -> None:
    header = HEADER.replace("order_no", "订单号").replace("product_name", "商品名称")
    assert run(tmp_path, (header + GOOD).encode(encoding)).created == 1


@pytest.mark.parametrize(
    ("content", "position"),
    [
        ((HEADER + GOOD).encode("utf-16"), 1),
        ((HEADER + GOOD).encode() + b"\xff\xfe\xfa,bad\n", len((HEADER + GOOD).encode()) + 1),
        (b"\xef\xbb\xbforder_no\n\xff\xff\n", 13),
        ("order_no,Café,Zoë\n".encode("latin-1"), 13),
    ],
)
def test_a_wrong_encoding_names_the_byte(tmp_path: Path, content: bytes, position: int) -> None:
    with pytest.raises(DomainError) as refused:
        run(tmp_path, content)
    assert refused.value.code == "encoding_unknown"
    assert refused.value.details["byte_position"] == position
    assert not ImportRun.objects.exists()


def test_missing_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        run(tmp_path, "order_no,sku,quantity\nA1,S1,1\n")
    assert refused.value.code == "columns_missing"
    assert refused.value.details["missing"] == ["paid_at", "product_name", "unit_price"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="文件是空的"):
        run(tmp_path, "")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="没有找到文件"):
        import_orders_file(FileImport(tmp_path / "no.csv", tmp_path / "r.csv"), lambda *_: None)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("2026-11-20 10:00:00", "昨天", "不是日期"),
        ("2026-11-20 10:00:00", "2026-02-30 10:00:00", "不存在"),
        ("2026-11-20 10:00:00", "2026-11-23 10:00:00", "在未来"),
        ("2026-11-20 10:00:00", "1900-01-01", "早于 2000 年"),
        ("45.90", "-45.90", "「unit_price」是负数：-45.90"),
        ("45.90", "=1+1", "不是金额"),
        ("45.90", "45.905", "不是金额"),
        ("45.90", "99999999999", "不是金额"),
        (",2,45.90", ",0,45.90", "必须大于 0"),
        (",2,45.90", ",-3,45.90", "必须大于 0"),
        (",2,45.90", ",1.5,45.90", "不是整数"),
        (",2,45.90", ",1000000000,45.90", "超过上限"),
        ("草莓", "=HYPERLINK(1)", "疑似公式"),
        ("草莓", "@SUM(A1)", "疑似公式"),
        ("草莓", "", "「product_name」为空"),
        ("13912345678", "123", "没有可用的手机号或邮箱"),
        ("86.00", "85.99", "合计 85.99 与明细算出的 86.00 对不上"),
        ("1.80", "999", "优惠大于商品金额"),
        ("10.00,86.00", "500.00,", "订单优惠大于商品金额"),
    ],
)
def test_a_bad_row_is_refused_by_name(tmp_path: Path, old: str, new: str, reason: str) -> None:
    assert reason in reason_of(tmp_path, GOOD.replace("A1", "B1").replace(old, new, 1))


def test_a_row_without_a_number_is_refused(tmp_path: Path) -> None:
    assert "「order_no」为空" in reason_of(tmp_path, GOOD.replace("A1", "", 1))


def test_rows_of_an_order_must_stand_together(tmp_path: Path) -> None:
    report = run(tmp_path, HEADER + GOOD + GOOD.replace("A1", "A2") + GOOD)
    assert (report.created, report.rejected_rows) == (2, 1)
    assert "不相邻" in rejects(tmp_path)[0][1]


def test_one_bad_line_refuses_the_whole_order(tmp_path: Path) -> None:
    bad = "A2,2026-11-20,13912345678,S1,草莓,1,5,,,,\nA2,,,S2,橙子,x,5,,,,\n"
    report = run(tmp_path, HEADER + GOOD + bad)
    assert (report.created, report.rejected_rows) == (1, 2)
    assert [row[0] for row in rejects(tmp_path)] == ["3", "4"]


def test_a_line_of_ten_megabytes_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    report = run(tmp_path, HEADER + "A0," + "x" * 10_000_000 + "\n" + GOOD)
    assert (report.created, report.rejected_rows) == (1, 1)
    number, reason, _ = rejects(tmp_path)[0]
    assert number == "2"
    assert "超过上限" in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")
    assert "10" in reason


def test_a_nul_character_is_refused(tmp_path: Path) -> None:
    assert "空字符" in reason_of(tmp_path, GOOD.replace("A1", "B\x001"))


def test_a_quotation_mark_that_never_closes_costs_only_what_it_swallows(tmp_path: Path) -> None:
    report = run(tmp_path, HEADER + GOOD + '"B1,2026-11-20\n')
    assert report.created == 1
    assert report.rejected_rows == 1


def test_what_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    run(tmp_path, HEADER + "=cmd|calc,2026-11-20,13912345678,S1,草莓,1,5,,,,\n")
    content = rejects(tmp_path)[0][2]
    assert "'=cmd|calc" in content


def test_hostile_text_is_only_text(tmp_path: Path) -> None:
    name = "<script>alert(1)</script>'; DROP TABLE orders_order;--"
    assert run(tmp_path, HEADER + GOOD.replace("草莓", name)).created == 1
