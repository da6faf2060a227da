"""What the doctor asks about coupons: counters, uses and money all tell the same story."""

from collections.abc import Iterable, Iterator

from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from yutang.kernel.doctor import Finding, check
from yutang.revenue.pricing.contracts import CouponKind, CouponStatus, CouponUseStatus
from yutang.revenue.pricing.models import CodeFile, Coupon, CouponCode, CouponTemplate, CouponUse


@check(name="优惠券发放与模板一致")
def coupons_as_counted() -> Iterable[Finding]:
    """A template gave out exactly the coupons that exist, at exactly their worst cost, and keeps what its codes need."""
    cost = Case(
        When(template__kind__in=[CouponKind.CASH, CouponKind.RANDOM], then=F("amount_fen")),
        default=F("template__cap_fen"),
        output_field=BigIntegerField(),
    ) * F("uses_total")
    given = {
        row["template_id"]: row
        for row in Coupon.objects.order_by()
        .values("template_id")
        .annotate(n=Count("pk"), cost=Coalesce(Sum(cost), 0))
    }
    files = {
        row["template_id"]: row
        for row in CodeFile.objects.filter(voided_at=None)
        .order_by()
        .values("template_id")
        .annotate(n=Sum(F("count") - F("redeemed")), cost=Sum((F("count") - F("redeemed")) * F("worst_fen")))
    }
    nothing = {"n": 0, "cost": 0}
    for template in CouponTemplate.objects.iterator():
        mine, kept = given.get(template.pk, nothing), files.get(template.pk, nothing)
        pairs = (
            ("已发放", template.taken, mine["n"]),
            ("已占预算", template.committed_fen, mine["cost"]),
            ("兑换码占用", template.reserved, kept["n"]),
            ("兑换码占预算", template.reserved_fen, kept["cost"]),
        )
        for words, said, found in pairs:
            if said != found:
                yield Finding(f"coupon_template:{template.code}", f"{words}记为 {said}，实际 {found}")


@check(name="优惠券每次使用都有去处")
def coupon_uses_add_up() -> Iterable[Finding]:
    """What is left of a coupon and what orders took from it make the whole; its state follows from both."""
    kept = (
        CouponUse.objects.filter(coupon_id=OuterRef("pk"))
        .order_by()
        .values("coupon_id")
        .annotate(n=Sum(F("uses") - F("uses_back")))
        .values("n")
    )
    wrong = Coupon.objects.annotate(kept=Coalesce(Subquery(kept), 0)).exclude(
        uses_total=F("uses_left") + F("kept")
    )
    for coupon in wrong.iterator():
        yield Finding(
            f"coupon:{coupon.code}", f"共 {coupon.uses_total} 次，剩 {coupon.uses_left} 次，订单占用对不上"
        )
    spent = Q(status__in=[CouponStatus.HELD, CouponStatus.USED])
    for other in Coupon.objects.filter(
        (spent & Q(uses_left__gt=0)) | (Q(status=CouponStatus.AVAILABLE) & Q(uses_left=0))
    ).iterator():
        yield Finding(f"coupon:{other.code}", f"状态 {other.status} 与剩余 {other.uses_left} 次不符")
    yield from _states_of_uses()


def _states_of_uses() -> Iterator[Finding]:
    wrong = CouponUse.objects.filter(
        (Q(status=CouponUseStatus.RETURNED) & Q(uses_back__lt=F("uses")))
        | (~Q(status=CouponUseStatus.RETURNED) & Q(uses_back__gte=F("uses")))
        | Q(saved_back_fen__gt=F("saved_fen"))
    ).select_related("coupon")
    for use in wrong.iterator():
        yield Finding(f"order:{use.order_no}", f"优惠券 {use.coupon.code} 的退回与状态不符")


@check(name="兑换码只换一次")
def codes_redeemed_once() -> Iterable[Finding]:
    """Each file counts exactly its redeemed codes, and each of those has its coupon."""
    files = CodeFile.objects.annotate(n=Count("codes", filter=Q(codes__redeemed_at__isnull=False))).exclude(
        redeemed=F("n")
    )
    for file in files.iterator():
        yield Finding(f"code_file:{file.pk}", f"已兑换记为 {file.redeemed}，实际 {file.n}")
    for code in CouponCode.objects.filter(redeemed_at__isnull=False, coupon=None).iterator():
        yield Finding(f"coupon_code:{code.pk}", "已兑换但没有优惠券")
