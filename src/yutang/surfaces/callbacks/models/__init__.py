"""Rows of the inbox."""

from yutang.surfaces.callbacks.models.inbound_notification import InboundNotification, InboxStatus

__all__ = ["InboundNotification", "InboxStatus"]
