"""What an import has done so far: written in the same transactions as the rows it brought."""

from django.db import models


class ImportRun(models.Model):
    """One source, once. The fingerprint is of the bytes read, so the same file is the same run for ever."""

    class Status(models.TextChoices):
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"

    source = models.CharField("来源", max_length=60)
    fingerprint = models.CharField("内容指纹", max_length=64)
    file_name = models.CharField("文件名", max_length=200)
    status = models.CharField("状态", max_length=10, choices=Status, default=Status.RUNNING)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    totals = models.JSONField("合计", default=dict)

    class Meta:
        verbose_name = verbose_name_plural = "导入记录"
        constraints = (models.UniqueConstraint(fields=["source", "fingerprint"], name="imports_run_once"),)

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"


class ImportChunk(models.Model):
    """A checkpoint: this piece of this stage is in, with everything it brought."""

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="chunks", verbose_name="导入记录"
    )
    stage = models.CharField("阶段", max_length=30)
    number = models.PositiveIntegerField("序号")
    created = models.PositiveIntegerField("新增", default=0)
    known = models.PositiveIntegerField("已存在", default=0)
    rejected = models.PositiveIntegerField("拒绝", default=0)
    finished_at = models.DateTimeField("完成时间")

    class Meta:
        verbose_name = verbose_name_plural = "导入检查点"
        constraints = (models.UniqueConstraint(fields=["run", "stage", "number"], name="imports_chunk_once"),)

    def __str__(self) -> str:
        return f"{self.stage} {self.number}"


class ImportReject(models.Model):
    """A row that was not taken, where it stood and why."""

    run = models.ForeignKey(
        ImportRun, on_delete=models.CASCADE, related_name="rejects", verbose_name="导入记录"
    )
    stage = models.CharField("阶段", max_length=30)
    line_no = models.PositiveBigIntegerField("行号")
    reason = models.CharField("原因", max_length=300)
    content = models.CharField("内容", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "被拒绝的行"

    def __str__(self) -> str:
        return f"{self.line_no}: {self.reason}"
