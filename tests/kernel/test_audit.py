"""A tampered chain shows where."""

import pytest
from django.db import transaction

from yutang.kernel import audit
from yutang.kernel.models import AuditEntry, AuditHead

pytestmark = pytest.mark.django_db


def _record(count: int) -> None:
    for number in range(1, count + 1):
        audit.record(actor="staff:1", action="unmask", subject=f"customer:{number}", change={"n": number})


def test_an_honest_chain_has_no_findings() -> None:
    _record(5)

    assert list(audit.verify()) == []
    assert [entry.change for entry in audit.entries_of("customer:3")] == [{"n": 3}]


@pytest.mark.parametrize(
    ("column", "value"),
    [("actor", "staff:2"), ("action", "export"), ("subject", "customer:9"), ("seal", "0" * 64)],
)
def test_an_edited_entry_shows(column: str, value: str) -> None:
    _record(3)
    AuditEntry.objects.filter(pk=2).update(**{column: value})

    assert "audit:2" in {finding.subject for finding in audit.verify()}


def test_an_edited_change_shows() -> None:
    _record(3)
    AuditEntry.objects.filter(pk=2).update(change={"n": 200})

    assert [(f.subject, f.message) for f in audit.verify()] == [("audit:2", "变更内容被改动")]


def test_a_removed_entry_shows_and_so_does_a_cut_tail() -> None:
    _record(4)
    AuditEntry.objects.filter(pk=2).delete()
    assert [f.subject for f in audit.verify()] == ["audit:2", "audit:3"]

    AuditEntry.objects.all().delete()
    assert [f.subject for f in audit.verify()] == ["audit:head"]


def test_a_missing_head_shows() -> None:
    _record(2)
    AuditHead.objects.all().delete()

    assert [f.subject for f in audit.verify()] == ["audit:head"]


def test_erasing_forgets_the_contents_and_keeps_the_proof() -> None:
    _record(3)

    assert audit.erase(subject="customer:2") == 1

    entry = AuditEntry.objects.get(pk=2)
    assert (entry.change, entry.salt) == (None, None)
    assert list(audit.verify()) == []


def test_an_act_that_is_rolled_back_leaves_no_entry() -> None:
    _record(1)
    with transaction.atomic():
        audit.record(actor="staff:1", action="unmask", subject="customer:7", change={})
        transaction.set_rollback(True)

    assert AuditEntry.objects.count() == 1
    assert list(audit.verify()) == []
