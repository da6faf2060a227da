"""A person the brand can serve."""

from django.db import models


class Customer(models.Model):
    """One person, however many identities. `phone_masked` is for lists; the number itself is an identity."""

    no = models.CharField("会员号", max_length=40, unique=True)
    nickname = models.CharField("昵称", max_length=60, blank=True, default="")
    avatar = models.CharField("头像", max_length=200, blank=True, default="")
    phone_masked = models.CharField("手机号", max_length=20, blank=True, default="")
    price_group = models.CharField("价格组", max_length=32, blank=True, default="", db_index=True)
    home_store = models.ForeignKey(
        "org.Store",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="归属门店",
    )
    birthday = models.DateField("生日", null=True, blank=True)
    marketing_ok = models.BooleanField("同意营销消息", default=False)
    source_link_id = models.BigIntegerField("来源链接", null=True, blank=True, db_index=True)
    token_epoch = models.IntegerField("登录批次", default=0, editable=False)
    imported_from = models.CharField("导入来源", max_length=40, blank=True, default="")
    created_at = models.DateTimeField("注册时间", db_index=True)
    last_seen_at = models.DateTimeField("最近访问", db_index=True)
    erased_at = models.DateTimeField("注销时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "客户"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.nickname or self.no
