"""Tables of the embedded courier."""

from yutang.integrations.courier.models.waybill import Waybill

__all__ = ["Waybill"]
