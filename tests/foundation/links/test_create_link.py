"""Links: unguessable, checkable without a question, the same words give the same link."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.foundation.links.fixtures import NOON, brought, flyer, shared_by
from yutang.foundation.links import api as links
from yutang.foundation.links.contracts import Carrier, NewLink, OwnerKind, TargetKind
from yutang.foundation.links.models import Touch
from yutang.foundation.links.rules import ALPHABET, is_genuine, sealed_code
from yutang.kernel import clock
from yutang.kernel.errors import DomainError

pytestmark = pytest.mark.django_db


def test_a_code_is_eleven_characters_and_fits_a_mini_program_scene() -> None:
    link = flyer()
    assert len(link.code) == 11
    assert set(link.code) <= set(ALPHABET)
    assert len(f"l={link.code}") <= 32
    assert link.url.endswith(f"/l/{link.code}")


def test_every_single_changed_character_is_refused_without_a_query() -> None:
    code = flyer().code
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for place in range(len(code)):
            other = ALPHABET[(ALPHABET.index(code[place]) + 7) % 32]
            tampered = code[:place] + other + code[place + 1 :]
            with pytest.raises(DomainError) as refused:
                links.link_by_code(tampered)
            assert (refused.value.code, refused.value.status) == ("link_unknown", 404)
    assert len(queries) == 0


def test_a_check_part_of_another_installation_is_refused() -> None:
    code = sealed_code("abcdefg", b"a key")
    assert is_genuine(code, [b"a key"])
    assert not is_genuine(code, [b"another key"])
    assert is_genuine(code, [b"another key", b"a key"])


@pytest.mark.parametrize("text", ["", "x", "短码", "' OR 1=1 --", "<script>", "a" * 5000, "0123456789\x00"])
def test_nonsense_is_an_unknown_link(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        links.link_by_code(text)
    assert refused.value.code == "link_unknown"


def test_a_code_read_aloud_in_capitals_is_the_same_code() -> None:
    link = flyer()
    assert links.link_by_code(f" {link.code.upper()} ").link_id == link.link_id


def test_the_same_words_of_the_same_person_give_the_same_link() -> None:
    assert shared_by(7, target_id=3) == shared_by(7, target_id=3)
    assert shared_by(7, target_id=3).code != shared_by(8, target_id=3).code
    assert shared_by(7, target_id=3).code != shared_by(7, target_id=4).code


def test_many_links_cost_as_much_as_one() -> None:
    wants = [
        NewLink(Carrier.POSTER, TargetKind.PRODUCT, 1, owner_kind=OwnerKind.CUSTOMER, owner_id=pk)
        for pk in range(1, 201)
    ]
    with CaptureQueriesContext(connection) as queries:
        made = links.create_links(wants)
    assert len({link.code for link in made}) == 200
    assert [link.owner_id for link in made] == list(range(1, 201))
    assert len(queries) <= 6


def test_the_link_remembers_by_which_touch_its_owner_came() -> None:
    brought(2, by=1)
    touch = Touch.objects.get(customer_id=2)
    assert shared_by(2).parent_touch_id == touch.pk
    assert shared_by(1).parent_touch_id is None


def test_a_parent_touch_of_somebody_else_is_not_believed() -> None:
    brought(2, by=1)
    stolen = Touch.objects.get(customer_id=2).pk
    link = links.create_link(
        NewLink(
            Carrier.SHARE, TargetKind.HOME, owner_kind=OwnerKind.CUSTOMER, owner_id=9, parent_touch_id=stolen
        )
    )
    assert link.parent_touch_id is None


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewLink(Carrier.SHARE, TargetKind.PRODUCT, 0), "target_id"),
        (NewLink(Carrier.SHARE, TargetKind.PRODUCT, -5), "target_id"),
        (NewLink(Carrier.SHARE, TargetKind.HOME, owner_kind=OwnerKind.CUSTOMER), "owner_id"),
        (NewLink(Carrier.SHARE, TargetKind.HOME, owner_id=4), "owner_id"),
    ],
)
def test_a_link_that_leads_nowhere_names_the_field(new: NewLink, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        links.create_link(new)
    assert (refused.value.code, refused.value.details["field"]) == ("link_target_invalid", field)


def test_html_and_sql_in_a_channel_stay_text() -> None:
    text = "<b>'; DROP TABLE links_link;--"
    assert links.link_by_code(flyer(channel=text).code).channel == text


def test_a_withdrawn_link_is_expired_and_sharing_again_makes_a_new_one() -> None:
    old = shared_by(5)
    links.withdraw_link(link_id=old.link_id, actor="staff:1")
    with pytest.raises(DomainError) as refused:
        links.open_link(old.code, visitor_id="v1")
    assert (refused.value.code, refused.value.status) == ("link_expired", 410)
    assert shared_by(5).code != old.code


def test_a_link_ends_at_its_moment() -> None:
    with clock.frozen(NOON):
        link = links.create_link(
            NewLink(Carrier.SMS, TargetKind.HOME, channel="短信", expires_at=NOON + timedelta(hours=1))
        )
        assert links.open_link(link.code, visitor_id="v1").path == "/pages/home/index"
    with clock.frozen(NOON + timedelta(hours=1)), pytest.raises(DomainError) as refused:
        links.open_link(link.code, visitor_id="v1")
    assert refused.value.code == "link_expired"
