"""The door of links."""

from yutang.foundation.links.selectors.bindings import (
    bindings_of,
    downline_counts,
    downline_page,
    invited_counts,
)
from yutang.foundation.links.selectors.last_touches import last_touches
from yutang.foundation.links.selectors.link_facts import link_by_code, links_by_codes, links_by_ids
from yutang.foundation.links.selectors.link_results import link_results
from yutang.foundation.links.selectors.referral_chain import referral_chain
from yutang.foundation.links.services.bind import bind
from yutang.foundation.links.services.claim_touches import claim_many, claim_touches
from yutang.foundation.links.services.create_link import create_link, create_links
from yutang.foundation.links.services.end_binding import end_binding
from yutang.foundation.links.services.open_link import open_link, open_links
from yutang.foundation.links.services.resolve_attributions import resolve_attributions
from yutang.foundation.links.services.withdraw_link import withdraw_link
from yutang.foundation.links.targets import register_target

__all__ = [
    "bind",
    "bindings_of",
    "claim_many",
    "claim_touches",
    "create_link",
    "create_links",
    "downline_counts",
    "downline_page",
    "end_binding",
    "invited_counts",
    "last_touches",
    "link_by_code",
    "link_results",
    "links_by_codes",
    "links_by_ids",
    "open_link",
    "open_links",
    "referral_chain",
    "register_target",
    "resolve_attributions",
    "withdraw_link",
]
