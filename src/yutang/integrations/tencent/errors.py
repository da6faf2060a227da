"""Refusals of the other side, in the house's shape."""

from yutang.kernel.errors import DomainError

NO_ANSWER = -100
TOKEN_GONE = frozenset({40001, 40014, 42001})
BUSY = frozenset({-1, 45033})
LIMITED = frozenset({45009, 45011})


class TencentRefused(DomainError):
    """The other side answered with an errcode. `errcode` is its number, `api` what was asked."""

    default_status = 502

    def __init__(self, api: str, errcode: int, message: str) -> None:
        super().__init__(
            "tencent_refused", f"腾讯接口返回 {errcode}：{message[:120]}", api=api, errcode=errcode
        )
        self.api = api
        self.errcode = errcode


class TencentLimited(TencentRefused):
    """Too often: ours is the budget, or theirs was reached (45009). `retry_after` says when it is worth another try."""

    default_status = 429

    def __init__(self, api: str, errcode: int, message: str, *, retry_after: float) -> None:
        super().__init__(api, errcode, message)
        self.retry_after = retry_after


class TencentUnknown(TencentRefused):
    """No answer came: it may have happened. Ask what is there before doing it again."""

    default_status = 503

    def __init__(self, api: str, reason: str) -> None:
        super().__init__(api, NO_ANSWER, reason)
