"""Encrypted at rest, found by a blind index, masked for eyes."""

from typing import Any

import pytest

from yutang.kernel import secrets


def test_the_same_text_encrypts_differently_and_comes_back() -> None:
    first, second = secrets.encrypt("13812341234"), secrets.encrypt("13812341234")

    assert first != second
    assert "13812341234" not in first
    assert secrets.decrypt(first) == secrets.decrypt(second) == "13812341234"


def test_after_rotation_old_texts_stay_readable_and_new_ones_use_the_new_key(settings: Any) -> None:
    old = secrets.encrypt("张三")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-enough-length-for-a-test"

    new = secrets.encrypt("张三")

    assert secrets.decrypt(old) == secrets.decrypt(new) == "张三"
    assert old.split(".")[0] != new.split(".")[0]


def test_a_changed_text_and_an_unknown_key_are_refused(settings: Any) -> None:
    stored = secrets.encrypt("secret")
    with pytest.raises(secrets.SecretUnreadable):
        secrets.decrypt(stored[:-6] + ("AAAAA=" if stored[-6:] != "AAAAA=" else "BBBBB="))
    settings.SECRET_KEY = "a-key-without-any-fallback-at-all-here"
    with pytest.raises(secrets.SecretUnreadable):
        secrets.decrypt(stored)


def test_the_encrypted_field_writes_cipher_text_and_reads_plain() -> None:
    field = secrets.EncryptedTextField()

    stored = field.get_prep_value("武汉市洪山区 1 号")

    assert stored.startswith("k")
    assert "武汉" not in stored
    assert field.from_db_value(stored, None, None) == "武汉市洪山区 1 号"  # type: ignore[arg-type]
    assert (field.get_prep_value(""), field.get_prep_value(None)) == ("", None)


def test_a_blind_index_is_stable_and_bound_to_its_purpose() -> None:
    phone = secrets.blind_index("13812341234", purpose="phone")

    assert phone == secrets.blind_index("13812341234", purpose="phone")
    assert phone != secrets.blind_index("13812341234", purpose="openid")
    assert len(phone) == 64


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812341234", "138****1234"), ("1234567", "******7"), ("", ""), ("7", "7")]
)
def test_masked_phones(phone: str, shown: str) -> None:
    assert secrets.mask_phone(phone) == shown


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("欧阳娜娜", "欧***"), ("", "")])
def test_masked_names(name: str, shown: str) -> None:
    assert secrets.mask_name(name) == shown
