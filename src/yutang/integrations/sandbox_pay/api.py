"""The door of the sandbox payment provider."""

from yutang.integrations.sandbox_pay.bill import FAULTS, read_bill
from yutang.integrations.sandbox_pay.client import SandboxPayClient
from yutang.integrations.sandbox_pay.history import PastBooks, PastPayment
from yutang.integrations.sandbox_pay.server import Cashier, run_cashier

__all__ = [
    "FAULTS",
    "Cashier",
    "PastBooks",
    "PastPayment",
    "SandboxPayClient",
    "read_bill",
    "run_cashier",
]
