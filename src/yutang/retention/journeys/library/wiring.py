"""Registers what the library offers; imported once when Django starts."""

from yutang.retention.journeys.library.coupon_steps import coupon_unused, issue_coupon
from yutang.retention.journeys.library.coupon_templates import register_coupon_template
from yutang.retention.journeys.library.message_steps import send_message
from yutang.retention.journeys.library.thank_you import THANK_YOU, THANK_YOU_COUPON
from yutang.retention.journeys.registry import register_action, register_condition, register_definition

register_action("issue_coupon", issue_coupon)
register_action("send_message", send_message)
register_condition("coupon_unused", coupon_unused)
register_coupon_template(THANK_YOU_COUPON)
register_definition(THANK_YOU)
