"""The stores' devices and what their offline lists could not have."""

from django.db import models

from yutang.revenue.vouchers.contracts import ConflictState, KeyKind


class StoreDevice(models.Model):
    """A phone that may redeem without a network: only its public key is here, the private one never leaves it."""

    no = models.CharField("设备号", max_length=40, unique=True)
    store_id = models.BigIntegerField("门店")
    name = models.CharField("设备名", max_length=40)
    kind = models.CharField(
        "签名方式", max_length=10, choices=[(KeyKind.ED25519, "Ed25519"), (KeyKind.P256, "ECDSA P-256")]
    )
    public_key = models.CharField("公钥", max_length=200, unique=True)
    registered_by = models.BigIntegerField("登记人")
    registered_at = models.DateTimeField("登记时间")
    revoked_at = models.DateTimeField("停用时间", null=True, blank=True)
    revoked_by = models.BigIntegerField("停用人", null=True, blank=True)
    last_sync_at = models.DateTimeField("最近同步", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核销设备"
        ordering = ["-id"]
        indexes = [models.Index(fields=["store_id"], name="device_of_store")]

    def __str__(self) -> str:
        return self.name


class OfflineConflict(models.Model):
    """A row of an offline list that could not be redeemed. The goods are gone: a person settles it."""

    device = models.ForeignKey(StoreDevice, models.PROTECT, related_name="conflicts", verbose_name="设备")
    store_id = models.BigIntegerField("门店")
    staff_id = models.BigIntegerField("核销人")
    nonce = models.CharField("行标识", max_length=64)
    code = models.CharField("券码", max_length=40)
    voucher_id = models.BigIntegerField("到店券", null=True, blank=True)
    customer_id = models.BigIntegerField("客户", null=True, blank=True)
    uses = models.IntegerField("次数")
    reason = models.CharField("原因", max_length=40)
    message = models.CharField("说明", max_length=200)
    first_by = models.CharField("已核销人", max_length=60, blank=True, default="")
    first_store = models.CharField("已核销门店", max_length=60, blank=True, default="")
    first_at = models.DateTimeField("已核销时间", null=True, blank=True)
    scanned_at = models.DateTimeField("扫码时间")
    found_at = models.DateTimeField("发现时间")
    state = models.CharField(
        "处理",
        max_length=10,
        default=ConflictState.OPEN,
        choices=[(ConflictState.OPEN, "待处理"), (ConflictState.SETTLED, "已处理")],
    )
    settled_how = models.CharField("处理方式", max_length=20, blank=True, default="")
    settled_note = models.CharField("处理说明", max_length=200, blank=True, default="")
    settled_by = models.BigIntegerField("处理人", null=True, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "离线冲突"
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "-id"], name="offline_conflict_by_state")]
        constraints = [models.UniqueConstraint(fields=["device", "nonce"], name="offline_conflict_once")]

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"
