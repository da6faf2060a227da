"""`yutang demo load`: the stage is set once, then day after day is played and checkpointed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from yutang.integrations.sandbox_pay.api import PastBooks
from yutang.kernel import clock
from yutang.kernel.outbox import drain
from yutang.retention.journeys.api import advance_enrollments
from yutang.surfaces.demo.cast import Company
from yutang.surfaces.demo.counter import play_counter
from yutang.surfaces.demo.flash import schedule_flash_sales
from yutang.surfaces.demo.history import Day, Stage
from yutang.surfaces.demo.members import CARD_DAY, check_in_some, sell_cards
from yutang.surfaces.demo.packs import play_packs
from yutang.surfaces.demo.paying import HistoryProvider, paying_by
from yutang.surfaces.demo.people import personas
from yutang.surfaces.demo.setting import Setting, build_setting, copy_pictures, open_limited_prices
from yutang.surfaces.imports.models import ImportRun
from yutang.surfaces.imports.runs import Loaded, checkpoint, finished_chunks, open_run

SOURCE = "demo"
EDITION = "1"
DAYS = 30
SEED = 606

type Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class DemoReport:
    """What is on the stage after loading."""

    was_loaded: bool
    days: int
    customers: int
    distributors: int


@dataclass(frozen=True)
class Scale:
    """How much history there is: days, newcomers a day, and orders in percent of the usual."""

    days: int = DAYS
    newcomers: int = 5
    orders_percent: int = 100


def load_demo(*, progress: Progress, scale: Scale | None = None) -> DemoReport:
    """Load the demo brand with its history, or what is still missing of it; loaded, it changes nothing."""
    size = scale or Scale()
    run = open_run(source=SOURCE, fingerprint=EDITION, file_name="一鲫鲜果")
    if run.status == ImportRun.Status.DONE:
        copy_pictures()
        return _report(run, was_loaded=True)
    books = PastBooks(settings.DATA_DIR, settings.CASHIER_URL)
    bank = HistoryProvider(books)
    try:
        with paying_by(bank):
            _play_all(run, bank, size, progress)
    finally:
        books.close()
    return _report(run, was_loaded=False)


def _play_all(run: ImportRun, bank: HistoryProvider, scale: Scale, progress: Progress) -> None:
    copy_pictures()
    until = run.started_at
    opened_at = until - timedelta(days=scale.days)
    setting = _set_stage(run, opened_at)
    company = Company.from_dict(run.totals) if "players" in run.totals else Company()
    people = personas(scale.newcomers * scale.days, SEED)
    stage = Stage(setting, company, people, bank)
    done = finished_chunks(run, "day")
    drain()
    first_date = clock.business_date(opened_at)
    for number in range(1, scale.days + 1):
        day = Day(number, first_date + timedelta(days=number), until)
        if number not in done:
            _play_day(run, stage, day, scale)
        _settle_day(stage, day)
        progress("演示历史", number, scale.days)
    _finish(run, stage, until)


def _set_stage(run: ImportRun, opened_at: datetime) -> Setting:
    is_new = 0 not in finished_chunks(run, "setting")
    with clock.frozen(opened_at), transaction.atomic():
        setting = build_setting(opened_at, is_new=is_new)
        if is_new:
            checkpoint(run, "setting", 0, Loaded(len(setting.shelf)))
    return setting


def _play_day(run: ImportRun, stage: Stage, day: Day, scale: Scale) -> None:
    """A day, the company's state after it and its checkpoint are one transaction."""
    newcomers = scale.newcomers if day.number > 1 else max(scale.newcomers, 4)
    with transaction.atomic():
        stage.play(day, newcomers=newcomers, orders_percent=scale.orders_percent)
        _as_members(stage, day, scale)
        run.totals = stage.company.as_dict()
        run.save(update_fields=["totals"])
        checkpoint(run, "day", day.number, Loaded(len(stage.company.players)))


def _as_members(stage: Stage, day: Day, scale: Scale) -> None:
    """In the afternoon the first customers check in; one day they buy the card."""
    if day.number == min(CARD_DAY, scale.days) and day.at(15, 0) < day.until:
        sell_cards(stage.company, stage.bank, day.at(15, 0))
    at, random = min(day.at(16, 0), day.until), Random(f"check-in-{day.number}")
    check_in_some(stage.company, at, random, is_last=day.number == scale.days)


def _settle_day(stage: Stage, day: Day) -> None:
    """What follows from the day: commissions, messages, coupons; once a week distributors take money out."""
    with clock.frozen(min(day.at(23, 30), day.until)):
        drain()
        while advance_enrollments(limit=500):
            drain()
        if day.date.weekday() == 0:
            stage.withdraw()
            drain()


def _finish(run: ImportRun, stage: Stage, until: datetime) -> None:
    """The last minutes, today's limited prices, and the end of the run, together."""
    today = Day(0, clock.business_date(until), until)
    play_packs(stage, until)
    play_counter(stage, until)
    with clock.frozen(until):
        with transaction.atomic():
            stage.play_now(today, Random(SEED))
            open_limited_prices(stage.setting)
            schedule_flash_sales(stage.setting)
            run.status = ImportRun.Status.DONE
            run.finished_at = clock.now()
            run.totals = {
                "customers": len(stage.company.players),
                "distributors": len(stage.company.distributors),
                "days": run.chunks.filter(stage="day").count(),
            }
            run.save(update_fields=["status", "finished_at", "totals"])
        drain()


def _report(run: ImportRun, *, was_loaded: bool) -> DemoReport:
    totals = run.totals
    return DemoReport(was_loaded, totals["days"], totals["customers"], totals["distributors"])
