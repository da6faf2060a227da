"""Gift cards and their batches."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse

from yutang.revenue.wallet.api import activate_cards, create_batch, export_batch, unlock_card, void_cards
from yutang.revenue.wallet.contracts import MOST_CARDS, MOST_PIN_TRIES, BatchSpec
from yutang.revenue.wallet.models import GiftCard
from yutang.surfaces.console.access import actor_of
from yutang.surfaces.console.kit.admin import ConsoleAdmin, SavedView
from yutang.surfaces.console.kit.columns import money, number, state, tag, two, when
from yutang.surfaces.console.kit.csv_files import csv_lines
from yutang.surfaces.console.kit.fields import MoneyField
from yutang.surfaces.console.kit.filters import choice_filter
from yutang.surfaces.console.kit.history import history_of
from yutang.surfaces.console.kit.people import actor_name, attach_customers, customer_fact
from yutang.surfaces.console.kit.sections import Fact, Facts, Page
from yutang.surfaces.console.kit.texts import moment
from yutang.surfaces.console.kit.texts import money as yuan
from yutang.surfaces.console.kit.verbs import Done, Reveal, Verb
from yutang.surfaces.console.labels import EXPORTED, GIFT_CARD


class BatchForm(forms.Form):
    """Printed cards of one face."""

    name = forms.CharField(label="名称", max_length=60)
    quantity = forms.IntegerField(label="张数", min_value=1, max_value=MOST_CARDS)
    face_fen = MoneyField(label="面值", min_fen=100)
    valid_days = forms.IntegerField(
        label="激活后有效天数",
        min_value=30,
        max_value=3_650,
        initial=1_095,
        help_text="不记名卡有效期不少于三年",
    )
    note = forms.CharField(label="备注", max_length=200, required=False)


class RangeForm(forms.Form):
    """Which cards were sold."""

    first = forms.IntegerField(label="从第几张", min_value=1)
    last = forms.IntegerField(label="到第几张", min_value=1)


class VoidForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="作废原因", max_length=200)


def _create(request: HttpRequest, _row: Any, data: Mapping[str, Any]) -> Done:
    pk = create_batch(BatchSpec(**data), actor=actor_of(request))
    return Done("已新建批次，导出卡密后即可制卡", reverse("admin:wallet_giftcardbatch_change", args=[pk]))


def _export(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> Reveal:
    printed = export_batch(row.pk, actor=actor_of(request))
    grouped = [(one.serial, "-".join(_fours(one.code)).upper(), one.pin) for one in printed]
    text_of = "".join(csv_lines(("序号", "卡号", "密码"), grouped))
    return Reveal(
        f"{len(printed)} 张卡密只显示这一次，系统里只留摘要。请立即下载并妥善保管。",
        "\n".join("  ".join(line) for line in grouped[:20])
        + ("\n……其余在文件里" if len(grouped) > 20 else ""),
        file_name=f"{row.no}.csv",
        file_text=text_of,
    )


def _fours(code: str) -> list[str]:
    return [code[start : start + 4] for start in range(0, len(code), 4)]


def _activate(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    count = activate_cards(row.pk, **data, actor=actor_of(request))
    return f"已激活 {count} 张" if count else "这些卡都已经激活过了"


class GiftCardBatchAdmin(ConsoleAdmin):
    """Batches: made, exported once, activated when sold."""

    area = "money"
    noun = "礼品卡批次"
    hint = "卡密只能导出一次；卖出后再激活"
    columns = (
        two("批次", "name", "no", order="id"),
        money("面值", "face_fen", order="face_fen"),
        number("张数", "quantity"),
        number("已激活", lambda row: row.counts.get("active", 0) + row.counts.get("claimed", 0)),
        number("已领取", lambda row: row.counts.get("claimed", 0)),
        state("卡密", lambda row: row.exported_at is not None, EXPORTED),
        when("新建时间", "created_at", order="created_at"),
    )
    search_in = ("name", "=no")
    search_hint = "名称、批次号"
    empty_text = "还没有礼品卡批次"
    list_verbs = (Verb("create", "新建批次", _create, BatchForm, icon="add", is_main=True),)
    verbs = (
        Verb(
            "export",
            "导出卡密",
            _export,
            icon="download",
            is_main=True,
            when=lambda row: row.exported_at is None,
            explain=lambda row: (
                f"将生成并显示 {row.quantity} 张卡的卡号和密码，只此一次，操作会记入审计。离开页面后无法再看。"
            ),
        ),
        Verb(
            "activate",
            "激活",
            _activate,
            RangeForm,
            icon="bolt",
            is_main=True,
            when=lambda row: row.exported_at is not None,
            explain=lambda row: f"激活后每张价值 {yuan(row.face_fen)}，请确认已收款。",
            initial=lambda row: {"first": 1, "last": row.quantity},
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """How many cards stand where."""
        counts: dict[int, dict[str, int]] = {}
        found = GiftCard.objects.filter(batch__in=rows).values_list("batch_id", "status")
        for batch_id, status, count in found.annotate(n=Count("pk")).order_by():
            counts.setdefault(batch_id, {})[status] = count
        for row in rows:
            row.counts = counts.get(row.pk, {})

    def title_of(self, row: Any) -> str:
        """Its name."""
        return str(row.name)

    def headline(self, row: Any) -> Any:
        """Exported or not."""
        return tag(row.exported_at is not None, EXPORTED)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """Worth, and what became of the cards."""
        cards = f"{reverse('admin:wallet_giftcard_changelist')}?q={row.no}"
        facts = (
            Fact("批次号", row.no),
            Fact("面值", yuan(row.face_fen)),
            Fact("张数", f"{row.quantity:,}", url=cards),
            Fact("激活后有效", f"{row.valid_days:,} 天"),
            Fact("备注", row.note or "—"),
            Fact("新建", f"{moment(row.created_at)} {actor_name(row.created_by)}"),
            Fact(
                "导出卡密",
                f"{moment(row.exported_at)} {actor_name(row.exported_by)}" if row.exported_at else "未导出",
            ),
        )
        counts = row.counts
        results = tuple(
            Fact(label, f"{counts.get(key, 0):,} 张", yuan(counts.get(key, 0) * row.face_fen))
            for key, (label, _) in GIFT_CARD.items()
        )
        return Page(
            main=(Facts("批次", facts), Facts("去向", results)), side=(history_of(f"gift_batch:{row.pk}"),)
        )


def _void(request: HttpRequest, row: Any, data: Mapping[str, Any]) -> str:
    done = void_cards([row.pk], actor=actor_of(request), reason=data["reason"])
    return "已作废" if done else "这张卡已不能作废"


def _unlock(request: HttpRequest, row: Any, _data: Mapping[str, Any]) -> str:
    unlock_card(row.pk, actor=actor_of(request))
    return "已解锁，可以重新输入密码"


class GiftCardAdmin(ConsoleAdmin):
    """Single cards; their codes are not stored."""

    area = "money"
    noun = "礼品卡"
    columns = (
        two("卡", "serial", lambda row: row.batch.name if row.batch else "电子礼品卡", order="id"),
        money("面值", "face_fen", order="face_fen"),
        state("状态", "status", GIFT_CARD, order="status"),
        two("领取人", "claimed_by_name", "claimed_by_phone"),
        when("激活时间", "activated_at", order="activated_at"),
        when("有效期至", "expires_at", order="expires_at"),
        when("领取时间", "claimed_at", order="claimed_at"),
    )
    facets = (choice_filter("状态", "status", GIFT_CARD),)
    views = (
        SavedView("全部", {}),
        SavedView("待领取", {"status": "active"}),
        SavedView("已领取", {"status": "claimed"}),
    )
    search_in = ("^serial",)
    search_hint = "卡序号、批次号"
    list_select_related = ("batch", "purchase")
    empty_text = "还没有礼品卡"
    verbs = (
        Verb(
            "unlock",
            "解锁密码",
            _unlock,
            icon="lock_open",
            is_main=True,
            when=lambda row: row.pin_tries >= MOST_PIN_TRIES,
        ),
        Verb(
            "void",
            "作废",
            _void,
            VoidForm,
            icon="block",
            is_danger=True,
            when=lambda row: row.batch_id is not None and row.status in ("new", "active"),
            explain="作废后这张卡不能再领取，不能恢复。",
        ),
    )

    def prepare(self, rows: list[Any]) -> None:
        """Who claimed and who bought them."""
        attach_customers(rows, "claimed_by")
        for row in rows:
            row.buyer_id = row.purchase.customer_id if row.purchase else None

    def headline(self, row: Any) -> Any:
        """Where it stands."""
        return tag(row.status, GIFT_CARD)

    def page(self, request: HttpRequest, row: Any) -> Page:
        """The card's story."""
        facts = (
            Fact("面值", yuan(row.face_fen)),
            Fact(
                "批次", row.batch.name, url=reverse("admin:wallet_giftcardbatch_change", args=[row.batch_id])
            )
            if row.batch
            else customer_fact(row.buyer_id, "购买人"),
            Fact("激活时间", moment(row.activated_at)),
            Fact("有效期至", moment(row.expires_at)),
            customer_fact(row.claimed_by, "领取人"),
            Fact("领取时间", moment(row.claimed_at)),
            Fact("密码输错", f"{row.pin_tries} 次"),
            Fact("作废或过期", moment(row.ended_at)),
        )
        return Page(main=(Facts("礼品卡", facts),), side=(history_of(f"gift_card:{row.pk}"),))
