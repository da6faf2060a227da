"""The cashier over real HTTP: pages, signatures, notifications."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from yutang.integrations.sandbox_pay.api import Cashier, SandboxPayClient
from yutang.integrations.sandbox_pay.contracts import SandboxPayError, SandboxPayUnavailable, SignatureInvalid
from yutang.integrations.sandbox_pay.signing import sign, unix_now


class Merchant:
    """A shop that listens, and answers what it is told to."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        merchant = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                merchant.heard.append((dict(self.headers.items()), body))
                self.send_response(merchant.answers.pop(0) if merchant.answers else 204)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/callbacks/pay/sandbox"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def merchant() -> Iterator[Merchant]:
    made = Merchant()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def cashier(tmp_path: Path) -> Iterator[Cashier]:
    server = Cashier(data_dir=tmp_path, port=0, background=False).start()
    yield server
    server.stop()


@pytest.fixture
def client(cashier: Cashier, tmp_path: Path) -> SandboxPayClient:
    return SandboxPayClient(base_url=cashier.url, data_dir=tmp_path)


def opened(client: SandboxPayClient, merchant: Merchant, no: str = "P1", fen: int = 9_960) -> str:
    return client.create(
        payment_no=no,
        amount_fen=fen,
        title="丹东 99 草莓 <b>",
        notify_url=merchant.url,
        return_url="http://127.0.0.1:8000/pages/pay/result?no=D1",
        expire_seconds=1_800,
    )


def test_paying_tells_the_merchant_and_sends_the_customer_back(
    client: SandboxPayClient, cashier: Cashier, merchant: Merchant
) -> None:
    # given an open payment
    url = opened(client, merchant)
    page = httpx.get(url)
    assert page.status_code == 200
    assert "支付成功" in page.text
    assert "晚到的支付" in page.text
    assert "&lt;b&gt;" in page.text
    # when the customer pays
    answer = httpx.post(f"{url}/success")
    # then
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "http://127.0.0.1:8000/pages/pay/result?no=D1",
    )
    assert cashier.deliver() == 1
    headers, body = merchant.heard[0]
    notice = client.verify(headers=headers, body=body)
    assert (notice.payment_no, notice.state, notice.amount_fen) == ("P1", "SUCCESS", 9_960)
    assert client.query(payment_no="P1").state == "SUCCESS"
    assert "重复通知" in httpx.get(url).text


def test_a_merchant_that_is_ill_hears_it_again(
    client: SandboxPayClient, cashier: Cashier, merchant: Merchant
) -> None:
    url = opened(client, merchant)
    merchant.answers = [500]
    httpx.post(f"{url}/success")
    assert cashier.deliver() == 0
    time.sleep(1.1)
    assert cashier.deliver() == 1
    ids = [json.loads(body)["id"] for _, body in merchant.heard]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_repeating_sends_the_same_notification(
    client: SandboxPayClient, cashier: Cashier, merchant: Merchant
) -> None:
    url = opened(client, merchant)
    httpx.post(f"{url}/success")
    cashier.deliver()
    assert httpx.post(f"{url}/repeat").status_code == 303
    cashier.deliver()
    assert len(merchant.heard) == 2
    assert merchant.heard[0][1] == merchant.heard[1][1]


def test_failing_leaves_the_payment_open(
    client: SandboxPayClient, cashier: Cashier, merchant: Merchant
) -> None:
    url = opened(client, merchant)
    assert "支付失败：余额不足" in httpx.post(f"{url}/fail").text
    cashier.deliver()
    headers, body = merchant.heard[0]
    assert client.verify(headers=headers, body=body).state == "FAIL"
    assert client.query(payment_no="P1").state == "NOTPAY"


def test_late_money_ignores_that_the_payment_was_closed(
    client: SandboxPayClient, cashier: Cashier, merchant: Merchant
) -> None:
    url = opened(client, merchant)
    httpx.post(f"{url}/late", data={"seconds": "0"})
    client.close(payment_no="P1")
    assert "等待到账" in httpx.get(url).text
    assert cashier.deliver() == 1
    assert client.query(payment_no="P1").state == "SUCCESS"


def test_a_closed_payment_cannot_be_paid(client: SandboxPayClient, merchant: Merchant) -> None:
    url = opened(client, merchant)
    client.close(payment_no="P1")
    assert "这笔支付已关闭" in httpx.post(f"{url}/success").text
    assert client.query(payment_no="P1").state == "CLOSED"
    httpx.post(f"{opened(client, merchant, 'P2')}/success")
    with pytest.raises(SandboxPayError, match="ORDERPAID"):
        client.close(payment_no="P2")


def test_numbers_are_idempotent_and_amounts_are_kept(client: SandboxPayClient, merchant: Merchant) -> None:
    url = opened(client, merchant)
    assert opened(client, merchant) == url
    with pytest.raises(SandboxPayError):
        opened(client, merchant, fen=1)
    httpx.post(f"{url}/success")
    for _ in range(2):
        assert (
            client.refund(payment_no="P1", refund_no="R1", amount_fen=9_000, reason="坏果").state == "SUCCESS"
        )
    with pytest.raises(SandboxPayError, match="NOT_ENOUGH"):
        client.refund(payment_no="P1", refund_no="R2", amount_fen=961, reason="")
    for _ in range(2):
        assert (
            client.payout(payout_no="T1", payee="a", payee_name="", amount_fen=1, memo="").state == "SUCCESS"
        )


def test_a_forged_changed_or_old_message_is_not_believed(
    client: SandboxPayClient, cashier: Cashier, merchant: Merchant, tmp_path: Path
) -> None:
    url = opened(client, merchant)
    httpx.post(f"{url}/success")
    cashier.deliver()
    headers, body = merchant.heard[0]
    with pytest.raises(SignatureInvalid):
        client.verify(headers=headers, body=body.replace(b"9960", b"1"))
    old = str(unix_now() - 301)
    signature = sign(cashier.keys.provider_private, old, "n", body.decode())
    aged = {"Sandboxpay-Timestamp": old, "Sandboxpay-Nonce": "n", "Sandboxpay-Signature": signature}
    with pytest.raises(SignatureInvalid):
        client.verify(headers=aged, body=body)
    stranger = SandboxPayClient(base_url=cashier.url, data_dir=tmp_path / "stranger")
    with pytest.raises(SandboxPayError, match="SIGN_ERROR"):
        stranger.query(payment_no="P1")
    with pytest.raises(SignatureInvalid):
        stranger.verify(headers=headers, body=body)


def test_a_request_is_heard_once(cashier: Cashier, client: SandboxPayClient, merchant: Merchant) -> None:
    opened(client, merchant)
    timestamp = str(unix_now())
    signature = sign(cashier.keys.merchant_private, "GET", "/v1/payments/P1", timestamp, "n", "")
    authorization = f'SANDBOXPAY-SHA256-RSA2048 nonce="n",timestamp="{timestamp}",signature="{signature}"'
    statuses = [
        httpx.get(f"{cashier.url}/v1/payments/P1", headers={"Authorization": authorization}).status_code
        for _ in range(2)
    ]
    assert statuses == [200, 401]


def test_nonsense_is_answered_not_suffered(cashier: Cashier) -> None:
    assert httpx.get(f"{cashier.url}/pay/nothing").status_code == 404
    assert httpx.post(f"{cashier.url}/pay/nothing/success").status_code == 404
    assert httpx.get(f"{cashier.url}/../etc/passwd").status_code == 404
    assert httpx.post(f"{cashier.url}/v1/payments", content=b"{").status_code == 401
    assert httpx.post(f"{cashier.url}/v1/payments", content=b"\xff\xfe").status_code == 400
    assert httpx.get(f"{cashier.url}/").status_code == 200


def test_the_books_survive_a_restart(tmp_path: Path, merchant: Merchant) -> None:
    first = Cashier(data_dir=tmp_path, port=0, background=False).start()
    url = opened(SandboxPayClient(base_url=first.url, data_dir=tmp_path), merchant)
    httpx.post(f"{url}/success")
    first.stop()
    second = Cashier(data_dir=tmp_path, port=0, background=False).start()
    assert second.deliver() == 1
    assert SandboxPayClient(base_url=second.url, data_dir=tmp_path).query(payment_no="P1").state == "SUCCESS"
    second.stop()


def test_a_server_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(SandboxPayUnavailable):
        SandboxPayClient(base_url="http://127.0.0.1:9", data_dir=tmp_path).query(payment_no="P1")
