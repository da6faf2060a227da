"""Gift cards: printed ones in batches, electronic ones one by one."""

from django.db import models
from django.db.models import Q

from yutang.kernel.secrets import EncryptedTextField
from yutang.revenue.wallet.contracts import CARD_TEXT, CardStatus


class GiftCardBatch(models.Model):
    """Printed cards of one face value. Codes are made when they are exported, once."""

    no = models.CharField("批次号", max_length=24, unique=True)
    name = models.CharField("名称", max_length=60)
    face_fen = models.BigIntegerField("面值（分）")
    quantity = models.PositiveIntegerField("张数")
    valid_days = models.PositiveIntegerField("激活后有效天数")
    note = models.CharField("备注", max_length=200, default="", blank=True)
    created_at = models.DateTimeField("新建时间")
    created_by = models.CharField("新建人", max_length=64, default="")
    exported_at = models.DateTimeField("导出时间", null=True, blank=True)
    exported_by = models.CharField("导出人", max_length=64, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "礼品卡批次"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(face_fen__gt=0, quantity__gt=0), name="gift_batch_amounts")
        ]

    def __str__(self) -> str:
        return self.no


class GiftCard(models.Model):
    """One card. Its code is kept as a keyed digest; only a bought card's link can be read again, by its buyer."""

    serial = models.CharField("卡号", max_length=32, unique=True)
    batch = models.ForeignKey(
        GiftCardBatch, models.PROTECT, related_name="cards", null=True, blank=True, verbose_name="批次"
    )
    purchase = models.OneToOneField(
        "wallet.Purchase", models.PROTECT, related_name="card", null=True, blank=True, verbose_name="购卡单"
    )
    face_fen = models.BigIntegerField("面值（分）")
    code_digest = models.CharField("卡密摘要", max_length=64, null=True, blank=True)
    pin_digest = models.CharField("密码摘要", max_length=64, default="", blank=True)
    sealed_code = EncryptedTextField("领取码", default="", blank=True)
    pin_tries = models.PositiveIntegerField("输错次数", default=0)
    status = models.CharField(
        "状态",
        max_length=10,
        default=CardStatus.NEW,
        choices=[(status.value, text) for status, text in CARD_TEXT.items()],
    )
    created_at = models.DateTimeField("新建时间")
    activated_at = models.DateTimeField("激活时间", null=True, blank=True)
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)
    claimed_at = models.DateTimeField("领取时间", null=True, blank=True)
    claimed_by = models.BigIntegerField("领取人", null=True, blank=True)
    ended_at = models.DateTimeField("作废或过期时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "礼品卡"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(status=CardStatus.ACTIVE), name="gift_card_active_until"
            ),
            models.Index(
                fields=["claimed_by"], condition=Q(claimed_by__isnull=False), name="gift_card_claimed_by"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["code_digest"], condition=Q(code_digest__isnull=False), name="gift_card_code_once"
            ),
            models.CheckConstraint(condition=Q(face_fen__gt=0), name="gift_card_face"),
            models.CheckConstraint(
                condition=~Q(status=CardStatus.CLAIMED) | Q(claimed_by__isnull=False),
                name="gift_card_claimed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.serial
