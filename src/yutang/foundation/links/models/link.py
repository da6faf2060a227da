"""A link: whatever a person can open, scan or add."""

from django.db import models
from django.db.models import Q

from yutang.foundation.links.contracts import Carrier, OwnerKind, TargetKind

CARRIERS = [
    (Carrier.SHARE, "转发"),
    (Carrier.POSTER, "海报"),
    (Carrier.COPY, "复制链接"),
    (Carrier.FLYER, "门店单页"),
    (Carrier.PACKAGE_CARD, "包裹卡"),
    (Carrier.STORE_CODE, "门店码"),
    (Carrier.STAFF_CODE, "导购码"),
    (Carrier.OFFICIAL_ACCOUNT, "公众号"),
    (Carrier.MOMENTS, "朋友圈"),
    (Carrier.LIVE, "直播"),
    (Carrier.SHORT_VIDEO, "短视频"),
    (Carrier.XIAOHONGSHU, "小红书"),
    (Carrier.SMS, "短信"),
    (Carrier.CITY_VOUCHER, "城市券"),
    (Carrier.MESSAGE, "站内消息"),
]
TARGETS = [
    (TargetKind.HOME, "首页"),
    (TargetKind.PRODUCT, "商品"),
    (TargetKind.CATEGORY, "分类"),
    (TargetKind.CAMPAIGN, "活动"),
    (TargetKind.COUPON, "优惠券"),
    (TargetKind.LIVE_ROOM, "直播间"),
    (TargetKind.ARTICLE, "内容"),
    (TargetKind.ADD_FRIEND, "加好友"),
    (TargetKind.JOIN_GROUP, "入群"),
]
OWNERS = [
    (OwnerKind.NONE, "渠道"),
    (OwnerKind.CUSTOMER, "客户"),
    (OwnerKind.STAFF, "导购"),
    (OwnerKind.STORE, "门店"),
]


class Link(models.Model):
    """One code. What it leads to and who shared it never change; it can only expire or be withdrawn."""

    code = models.CharField("短码", max_length=12, unique=True)
    carrier = models.CharField("载体", max_length=20, choices=CARRIERS)
    target_kind = models.CharField("目标", max_length=20, choices=TARGETS)
    target_id = models.BigIntegerField("目标编号", default=0)
    channel = models.CharField("渠道", max_length=40, default="", blank=True, db_index=True)
    campaign = models.CharField("活动", max_length=40, default="", blank=True)
    owner_kind = models.CharField("分享人类型", max_length=10, choices=OWNERS, default=OwnerKind.NONE)
    owner_id = models.BigIntegerField("分享人编号", default=0)
    parent_touch_id = models.BigIntegerField("来源触点", null=True, blank=True)
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)
    is_active = models.BooleanField("有效", default=True)
    reuse_key = models.CharField("复用键", max_length=160, null=True, unique=True, editable=False)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "链接"
        ordering = ("-id",)
        indexes = (models.Index(fields=["owner_kind", "owner_id"], name="link_owner"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(owner_kind=OwnerKind.NONE, owner_id=0)
                | (~Q(owner_kind=OwnerKind.NONE) & Q(owner_id__gt=0)),
                name="link_owner_whole",
            ),
            models.CheckConstraint(
                condition=Q(target_kind=TargetKind.HOME) | Q(target_id__gt=0), name="link_target_whole"
            ),
        )

    def __str__(self) -> str:
        return self.code
