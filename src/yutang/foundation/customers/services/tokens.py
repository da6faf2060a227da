"""Tokens of signed-in customers: an HMAC that is checked without asking the database."""

import hmac

from yutang.foundation.customers.models import Customer
from yutang.foundation.customers.rules import TOKEN_LIFE, TokenClaims, claims_of, token_body
from yutang.kernel import clock, secrets
from yutang.kernel.errors import Unauthorized

_PURPOSE = "customer-token"


def make_token(customer_id: int, epoch: int) -> str:
    """A token that names the customer for thirty days."""
    expires = int((clock.now() + TOKEN_LIFE).timestamp())
    body = token_body(TokenClaims(customer_id, epoch, expires))
    return f"{body}.{secrets.mac(body.encode(), purpose=_PURPOSE)}"


def customer_of_token(token: str) -> int:
    """The customer a token names, without a query; Unauthorized if it is forged, broken or too old.

    A token stays valid here after signing out everywhere; acts that matter ask `fresh_customer_of_token`.
    """
    return _claims(token).customer_id


def fresh_customer_of_token(token: str) -> int:
    """Like `customer_of_token`, with one query that also refuses a token revoked since.

    Signing out everywhere and being erased revoke tokens.
    """
    claims = _claims(token)
    known = Customer.objects.filter(pk=claims.customer_id, token_epoch=claims.epoch, erased_at=None)
    if not known.exists():
        raise Unauthorized("token_revoked", "登录已失效，请重新登录")
    return claims.customer_id


def _claims(token: str) -> TokenClaims:
    body, _, seal = token.partition(".")
    claims = claims_of(body) if body.isascii() and seal.isascii() else None
    if claims is None or not _is_sealed(body, seal):
        raise Unauthorized("token_bad", "请先登录")
    if claims.expires < clock.now().timestamp():
        raise Unauthorized("token_expired", "登录已过期，请重新登录")
    return claims


def _is_sealed(body: str, seal: str) -> bool:
    return any(
        hmac.compare_digest(secrets.mac(body.encode(), purpose=_PURPOSE, secret=key), seal)
        for key in secrets.all_keys()
    )
