"""Which providers this installation has."""

from yutang.revenue.payments.api import register_provider
from yutang.revenue.payments.gateways.sandbox import NAME, SandboxProvider

register_provider(NAME, SandboxProvider())
