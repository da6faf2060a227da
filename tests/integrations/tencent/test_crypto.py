"""Message crypto and signatures against the published vectors, in both directions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yutang.integrations.tencent.crypto import (
    CipherRefused,
    MessageCipher,
    decrypt_user_data,
    jsapi_signature,
    raw_data_signature,
)

WECHATPY = MessageCipher(
    token="123456", aes_key="kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", receiver="wx49f0ab532d5d035a"
)
URL_CHECK = "6KmUQuPVu7UhjyVqRdbo5SfcRqaHvbUlKSHFvBV2ZuR6TIlKsygcfeSd1GDplg1C5KSKr6UPHCaC/nIX3ZNt9w=="
LONG_MESSAGE = (
    "EUCt7xMcNiyASzZj0Hjc5yDjFQrCum6AfQ3ntHiUzjGQ51xieKmbvtrZ40/EcB2W/W8yH0n4Lqx48gJl/T9HD/R309I0P/r5pIZucK3ly"
    "En48FYMr4YdE0QdL2jIJ3xkcXUr6uzefzCxG6lMvwpAJaOyVCzN7sRRw47njfxy5EIqU6R9ZBhlTzfdnhhOhK/nTwzrZX3SoGlXFA9OBeZ6"
    "ru1NWpXFk76x9DUMe0lcxPPiUqK8ctnQcYXSGUHVqC6DfG7E7mab0OmruNN8cBZY5d3dYOBA4OgaH55Q0AJmUpdT8vNiXpXx+6TxT3TIjySX"
    "pDrHVyrsb772aYywgg/Nu4kUmGkALwFZlzhjNegR7wDwb9lr4ERXsSSS8JZ8lbBmaQ3F2Tq584xoPj5rIhXAF734ynm4no1g+SdHiNqR328="
)
SENT = (
    "9s4gMv99m88kKTh/H8IdkOiMg6bisoy3ypwy9H4hvSPe9nsGaqyw5hhSjdYbcrKk+j3nba4HMOTzHrluLBYqxgNcBqGsL8GqxlhZgURnAtOb"
    "vesEl5nZ+uBE8bviY0LWke8Zy9V/QYKxNV2FqllNXcfmstttyIkMKCCmVbCFM2JTF5wY0nFhHZSjPUL2Q1qvSUCUld+/WIXrx0oyKQmpB6o8"
    "NRrrNrsDf03oxI1p9FxUgMnwKKZeOA/uu+2IEvEBtb7muXsVbwbgX05UPPJvFurDXafG0RQyPR+mf1nDnAtQmmNOuiR5MIkdQ39xn1vWwi1O"
    "5oazPoQJz0nTYjxxEE8kv3kFxtAGVRe3ypD3WeK2XeFYFMNMpatF9XiKzHo3"
)
SENT_PLAIN = "\n".join(
    (
        "<xml>",
        "<MsgType><![CDATA[text]]></MsgType>",
        "<Content><![CDATA[test]]></Content>",
        "<FromUserName><![CDATA[wx49f0ab532d5d035a]]></FromUserName>",
        "<ToUserName><![CDATA[messense]]></ToUserName>",
        "<AgentID>1</AgentID>",
        "<CreateTime>1411525903</CreateTime>",
        "</xml>",
    )
)
USER_DATA = (
    "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4l"
    "GOETKUQz6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInN"
    "lxuacJXwu0fjpXfz/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/"
    "r7Z6xNrXd2UIeorGj5Ef7b1pJAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7Xjf"
    "hQlVsAJdNiKdYmYVoKlaRv85IfVunYzO0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew=="
)


def test_the_url_check_of_wecom() -> None:
    cipher = MessageCipher(
        token="kjr2TKI8umCBfVF3wAHk8JiPwma5VBme",
        aes_key="4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws",
        receiver="ww6a112864f8022910",
    )

    assert cipher.is_signed(
        signature="1ba3cb09c0d2c2b3ed6900d37f91a6efae6cb011",
        timestamp="1583940690",
        nonce="VHh7ymSeb0jc4lSb",
        encrypted=URL_CHECK,
    )
    assert cipher.decrypt(URL_CHECK) == "94966531020182955848408"
    assert cipher.encrypt("94966531020182955848408", head=b"5QMsYcwjR95t2vmC") == URL_CHECK


def test_a_message_with_binary_random_bytes() -> None:
    cipher = MessageCipher(
        token="kz7Yx62CH8SaLN",
        aes_key="cD0d7jx4tYvVtzqrmh3Dm3QFCXe6f8SlHoMtMh3qQEP",
        receiver="ww6a112864f8022910",
    )

    assert cipher.signature(timestamp="1583995625", nonce="1584392382", encrypted=LONG_MESSAGE) == (
        "f265ae551b1932727204c3d707628d01376a6940"
    )
    assert cipher.decrypt(LONG_MESSAGE) == (
        "<xml><ToUserName><![CDATA[ww6a112864f8022910]]></ToUserName><FromUserName><![CDATA[foobar]]>"
        "</FromUserName><CreateTime>1583995625</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        "<Content><![CDATA[x123]]></Content><MsgId>2018405441</MsgId><AgentID>1000002</AgentID></xml>"
    )


def test_another_nonce_is_another_signature() -> None:
    echo = "4ByGGj+sVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1+bXFXDQQb1o6co6Yh9Bv41n7hOchLF6p+Q=="
    signature = "dd6b9c95b495b3f7e2901bfbc76c664930ffdb96"

    assert WECHATPY.is_signed(signature=signature, timestamp="1411443780", nonce="437374425", encrypted=echo)
    assert not WECHATPY.is_signed(
        signature=signature, timestamp="1411443780", nonce="437374424", encrypted=echo
    )
    assert WECHATPY.decrypt(echo) == "5927782489442352469"


def test_what_we_send_is_what_others_send() -> None:
    encrypted = WECHATPY.encrypt(SENT_PLAIN, head=b"1234567890123456")

    assert encrypted == SENT
    assert WECHATPY.signature(timestamp="1411525903", nonce="461056294", encrypted=encrypted) == (
        "407518b7649e86ef23978113f92d27afa9296533"
    )


def test_chinese_under_a_key_with_a_loose_last_character() -> None:
    cipher = MessageCipher(
        token="pamtest", aes_key="abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", receiver="wxb11529c136998cb6"
    )

    encrypted = cipher.encrypt("我是中文abcd123", head=b"aaaabbbbccccdddd")

    assert encrypted == (
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    )
    assert cipher.signature(timestamp="1409304348", nonce="xxxxxx", encrypted=encrypted) == (
        "82c962d39941aa48552f90ef55aa323dc620cc10"
    )


def test_the_page_signature_ignores_the_fragment() -> None:
    for url in ("http://mp.weixin.qq.com?params=value", "http://mp.weixin.qq.com?params=value#top"):
        assert (
            jsapi_signature(
                ticket="sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
                nonce="Wm3WZYTPz0wzccnW",
                timestamp=1414587457,
                url=url,
            )
            == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
        )


def test_user_data_of_a_mini_program() -> None:
    given = {
        "session_key": "tiihtNczf5v6AKRyjwEUhQ==",
        "iv": "r7BXXKkLb8qrSNn05n0qiA==",
        "encrypted": USER_DATA,
    }

    found = decrypt_user_data(**given, app_id="wx4f4bc4dec97d474b")

    assert (found["openId"], found["unionId"]) == (
        "oGZUI0egBJY1zhBYw2KhdUfwVJJE",
        "ocMvos6NjeKLIBqg5Mr9QjxrP1FA",
    )
    with pytest.raises(CipherRefused):
        decrypt_user_data(**given, app_id="wx0000000000000000")
    assert raw_data_signature("{}", "k") == "361becec674aa8043b76aed2fec7d6107b2e7fd2"


@given(st.text(max_size=300))
def test_what_was_encrypted_is_read_again(message: str) -> None:
    assert WECHATPY.decrypt(WECHATPY.encrypt(message)) == message


@pytest.mark.parametrize("bad", ["", "x", "AAAA", "====", SENT[:-4], "A" * 64, SENT[:20] + "B" + SENT[21:]])
def test_what_was_not_encrypted_for_us_is_refused(bad: str) -> None:
    with pytest.raises(CipherRefused):
        WECHATPY.decrypt(bad)


def test_a_message_for_another_receiver_is_refused() -> None:
    other = MessageCipher(
        token="123456", aes_key="kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR", receiver="wx0000000000000000"
    )

    with pytest.raises(CipherRefused):
        WECHATPY.decrypt(other.encrypt("hello"))
