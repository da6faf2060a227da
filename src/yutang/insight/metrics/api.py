"""The front door of the figures."""

from yutang.insight.metrics.rules import change_bp, main_path, share_bp
from yutang.insight.metrics.services.read_overview import read_overview
from yutang.insight.metrics.services.read_reports import read_cohorts, read_products

__all__ = ["change_bp", "main_path", "read_cohorts", "read_overview", "read_products", "share_bp"]
