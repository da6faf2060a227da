"""The door of the embedded courier."""

from yutang.integrations.courier.services.create_waybill import create_waybill
from yutang.integrations.courier.services.step import advance_due, step

__all__ = ["advance_due", "create_waybill", "step"]
