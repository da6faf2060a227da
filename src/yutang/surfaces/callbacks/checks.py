"""What doctor asks of the inbox."""

from collections.abc import Iterable
from datetime import timedelta

from yutang.kernel import clock
from yutang.kernel.doctor import Finding, check
from yutang.surfaces.callbacks.models import InboundNotification, InboxStatus


@check(name="回调都已处理")
def callbacks_are_processed() -> Iterable[Finding]:
    """No notification waits for more than an hour, and none needs a person."""
    dead = InboundNotification.objects.filter(status=InboxStatus.DEAD)
    late = InboundNotification.objects.filter(
        status=InboxStatus.WAITING, received_at__lt=clock.now() - timedelta(hours=1)
    )
    for row in [*dead.order_by("id")[:100], *late.order_by("id")[:100]]:
        yield Finding(f"notification:{row.pk}", f"{row.get_status_display()} {row.outcome or row.last_error}")
