"""Sealing: complete blocks only, the same files again, and figures that do not notice."""

from yutang.insight.warehouse.api import query_lake, refresh_lake, seal_blocks
from yutang.insight.warehouse.models import Block

TOTAL = "SELECT count(*) AS n, coalesce(sum(paid_fen), 0)::BIGINT AS fen FROM orders"


def total() -> dict[str, int]:
    refresh_lake()
    return query_lake(TOTAL, {})[0]


def test_only_complete_blocks_are_sealed_and_figures_stay(story, at, lake_folder):
    for n in range(1, 8):
        story.paid(at(n), n, n, 1_000 + n)
    assert total() == {"n": 7, "fen": 7_028}

    report = seal_blocks(size=3)

    assert (report.blocks, report.events, report.last_position) == (2, 6, 6)
    assert total() == {"n": 7, "fen": 7_028}
    assert sorted(path.name[:12] for path in (lake_folder / "v1" / "orders").iterdir()) == [
        "000000000001",
        "000000000004",
    ]


def test_sealing_again_does_nothing(story, at):
    for n in range(1, 5):
        story.paid(at(n), n, n, 100)
    seal_blocks(size=2)

    assert seal_blocks(size=2).blocks == 0
    assert Block.objects.count() == 2


def test_lost_files_are_sealed_again_from_the_log_under_the_same_name(story, at, lake_folder):
    for n in range(1, 5):
        story.paid(at(n), n, n, 100)
    seal_blocks(size=2)
    files = sorted((lake_folder / "v1" / "orders").iterdir())
    contents = [path.read_bytes() for path in files]
    files[0].unlink()
    assert total() == {"n": 4, "fen": 400}

    seal_blocks(size=2)

    assert sorted((lake_folder / "v1" / "orders").iterdir()) == files
    assert [path.read_bytes() for path in files] == contents
    assert total() == {"n": 4, "fen": 400}


def test_a_crash_between_files_and_row_is_taken_over(story, at):
    for n in range(1, 3):
        story.paid(at(n), n, n, 100)
    seal_blocks(size=2)
    Block.objects.all().delete()  # as if the process had died before the row was written

    assert seal_blocks(size=2).blocks == 1
    assert total() == {"n": 2, "fen": 200}


def test_the_tail_is_fresh_without_sealing(story, at):
    story.paid(at(1), 1, 1, 100)
    assert total()["n"] == 1
    story.paid(at(2), 2, 1, 250)
    assert total() == {"n": 2, "fen": 350}


def test_days_are_shanghai_days(story, at):
    story.paid(at(20, 15), 1, 1, 100)  # 23:00 in Shanghai
    story.paid(at(20, 16), 2, 1, 100)  # midnight of the 21st
    refresh_lake()

    days = query_lake("SELECT CAST(day AS VARCHAR) AS day FROM orders ORDER BY order_id", {})

    assert [row["day"] for row in days] == ["2026-11-20", "2026-11-21"]
