"""Say something to many customers, once each."""

from collections.abc import Sequence

from django.db import transaction

from yutang.kernel import clock
from yutang.kernel.batches import next_ids
from yutang.kernel.outbox import publish_many
from yutang.retention.reach.contracts import MessageWant
from yutang.retention.reach.events import MessageSent
from yutang.retention.reach.models import Message
from yutang.retention.reach.rules import filled
from yutang.retention.reach.texts import text_of


@transaction.atomic
def send_messages(wants: Sequence[MessageWant]) -> int:
    """Write the messages whose keys are new and return how many; raises on an unknown text, writing nothing."""
    fresh = _fresh(wants)
    if not fresh:
        return 0
    now = clock.now()
    rows = []
    for pk, want in zip(next_ids(Message, len(fresh)), fresh, strict=True):
        text = text_of(want.template)
        title, body, path = filled(text, want.params)
        rows.append(
            Message(
                pk=pk,
                key=want.key,
                customer_id=want.customer_id,
                template=text.code,
                kind=text.kind,
                title=title[:120],
                body=body,
                action_text=text.action_text,
                path=path[:200],
                sent_at=now,
            )
        )
    # Another worker may have written the same key since: its row stays, ours is skipped and not announced.
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    written = set(Message.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    publish_many(
        [
            MessageSent(message_id=row.pk, customer_id=row.customer_id, template=row.template, kind=row.kind)
            for row in rows
            if row.pk in written
        ]
    )
    return len(written)


def _fresh(wants: Sequence[MessageWant]) -> list[MessageWant]:
    by_key = {want.key: want for want in wants}
    known = set(Message.objects.filter(key__in=list(by_key)).values_list("key", flat=True))
    return [want for key, want in by_key.items() if key not in known]
