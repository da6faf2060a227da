"""The door of the sandbox payment provider."""

from yutang.integrations.sandbox_pay.client import SandboxPayClient
from yutang.integrations.sandbox_pay.history import PastBooks, PastPayment
from yutang.integrations.sandbox_pay.server import Cashier, run_cashier

__all__ = ["Cashier", "PastBooks", "PastPayment", "SandboxPayClient", "run_cashier"]
