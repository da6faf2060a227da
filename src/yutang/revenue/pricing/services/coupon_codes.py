"""Codes for paper and files: made many at a time, redeemed once each."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import F

from yutang.kernel import clock
from yutang.kernel.batches import insert_columns
from yutang.kernel.errors import Conflict, DomainError, NotFound
from yutang.kernel.ids import random_codes
from yutang.revenue.pricing.contracts import CodeFileFacts, CouponIssue, CouponOrigin, IssuedCoupon
from yutang.revenue.pricing.models import CodeFile, Coupon, CouponCode, CouponTemplate
from yutang.revenue.pricing.rules.coupon_terms import CODE_LENGTH, printed_code, written_code
from yutang.revenue.pricing.selectors.coupon_limits import had_so_far, worst_of
from yutang.revenue.pricing.services.issue_coupons import (
    coupon_gone,
    coupon_over,
    issue_coupons,
)
from yutang.revenue.pricing.services.take_coupons import limit_refusal

MAX_CODES = 100_000
CHUNK = 5_000


@transaction.atomic
def create_code_file(
    *, template_id: int, count: int, key: str, name: str = "", until: datetime | None = None
) -> CodeFileFacts:
    """Make a file of unguessable codes; they keep their share of the template's number and budget until redeemed.

    The same key gives the same file again. Raises DomainError naming `count` or `until`, NotFound("template_unknown"),
    Conflict("coupon_gone") and Conflict("coupon_budget").
    """
    if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= MAX_CODES:
        raise DomainError("code_count_invalid", f"一次可生成 1 到 {MAX_CODES:,} 个兑换码", field="count")
    now = clock.now()
    if until is not None and until <= now:
        raise DomainError("code_until_invalid", "兑换截止时间已经过了", field="until")
    template = CouponTemplate.objects.select_for_update().filter(pk=template_id).first()
    if template is None:
        raise NotFound("template_unknown", "没有这种优惠券", field="template_code")
    known = CodeFile.objects.filter(key=key).first()
    if known is not None:
        return facts_of_file(known)
    if template.withdrawn_at is not None or not template.is_active or template.is_split:
        raise coupon_over(template.code)
    cost = worst_of(template)
    _reserve(template, count, cost)
    file = CodeFile.objects.create(
        template=template,
        key=key,
        name=name.strip()[:40],
        count=count,
        worst_fen=cost,
        until=until,
        created_at=now,
    )
    for start in range(0, count, CHUNK):
        some = min(CHUNK, count - start)
        insert_columns(
            CouponCode,
            file_id=[file.pk] * some,
            code=random_codes(some, CODE_LENGTH),
            customer_id=[None] * some,
            coupon_id=[None] * some,
            redeemed_at=[None] * some,
        )
    return facts_of_file(file)


def _reserve(template: CouponTemplate, count: int, cost: int) -> None:
    spoken_for = template.taken + template.reserved + count
    if template.total is not None and spoken_for > template.total:
        raise coupon_gone(template.code)
    money = template.committed_fen + template.reserved_fen + count * cost
    if template.budget_fen is not None and money > template.budget_fen:
        raise Conflict("coupon_budget", "优惠券预算已用完", template_code=template.code)
    CouponTemplate.objects.filter(pk=template.pk).update(
        reserved=F("reserved") + count, reserved_fen=F("reserved_fen") + count * cost
    )


def facts_of_file(row: CodeFile) -> CodeFileFacts:
    """Return a file as a value."""
    return CodeFileFacts(
        row.pk, row.template_id, row.name, row.count, row.redeemed, row.until, row.voided_at is not None
    )


def codes_of_file(file_id: int) -> Iterator[tuple[str, datetime | None]]:
    """Yield the codes of a file as they are printed, with when each was redeemed; read row by row."""
    rows = CouponCode.objects.filter(file_id=file_id).order_by("pk").values_list("code", "redeemed_at")
    for code, redeemed_at in rows.iterator(chunk_size=CHUNK):
        yield printed_code(code), redeemed_at


@transaction.atomic
def void_code_file(*, file_id: int) -> int:
    """End the codes of a file that nobody has redeemed; number and budget are free again. Returns how many ended."""
    file = CodeFile.objects.filter(pk=file_id).first()
    if file is None:
        raise NotFound("code_file_unknown", "没有这个兑换码文件", file_id=file_id)
    CouponTemplate.objects.select_for_update().get(pk=file.template_id)
    if not CodeFile.objects.filter(pk=file_id, voided_at=None).update(voided_at=clock.now()):
        return 0
    file.refresh_from_db()
    left = file.count - file.redeemed
    CouponTemplate.objects.filter(pk=file.template_id).update(
        reserved=F("reserved") - left, reserved_fen=F("reserved_fen") - left * file.worst_fen
    )
    return left


@transaction.atomic
def redeem_code(*, customer_id: int, code: str) -> IssuedCoupon:
    """Turn a code into this customer's coupon, once; the same customer asking again gets the same coupon.

    Raises NotFound("code_unknown"), Conflict("code_used"), DomainError("code_over"), and the limits per person of the
    template. The caller limits how often somebody may try.
    """
    row = (
        CouponCode.objects.select_related("file", "file__template")
        .filter(code=written_code(code)[:24])
        .first()
    )
    if row is None:
        raise NotFound("code_unknown", "兑换码不正确，请核对后再输入", field="code")
    # The template's lock puts redeeming, taking and voiding of one template in a row.
    template = CouponTemplate.objects.select_for_update().get(pk=row.file.template_id)
    now = clock.now()
    mine = CouponIssue(
        template.code,
        customer_id,
        f"code:{row.pk}",
        f"兑换码 {row.file.name}".strip(),
        origin=CouponOrigin.CODE,
    )
    is_new = CouponCode.objects.filter(pk=row.pk, redeemed_at=None, file__voided_at=None).update(
        customer_id=customer_id, redeemed_at=now
    )
    if not is_new:
        row.refresh_from_db(fields=["customer_id", "redeemed_at"])
        if row.customer_id == customer_id:
            return issue_coupons([mine])[0]
        if row.redeemed_at is not None:
            raise Conflict("code_used", "这个兑换码已被使用", field="code")
    is_over = template.withdrawn_at is not None or not template.is_active
    if not is_new or is_over or (row.file.until is not None and row.file.until <= now):
        raise DomainError("code_over", "这个兑换码已失效", status=409, field="code")
    had = had_so_far([template.pk], [customer_id], today=clock.business_date(now))
    refusal = limit_refusal(template, customer_id, had)
    if refusal is not None:
        raise refusal
    CodeFile.objects.filter(pk=row.file_id).update(redeemed=F("redeemed") + 1)
    CouponTemplate.objects.filter(pk=template.pk).update(
        reserved=F("reserved") - 1, reserved_fen=F("reserved_fen") - row.file.worst_fen
    )
    (issued,) = issue_coupons([mine])
    CouponCode.objects.filter(pk=row.pk).update(
        coupon_id=Coupon.objects.values_list("pk", flat=True).get(code=issued.code)
    )
    return issued
