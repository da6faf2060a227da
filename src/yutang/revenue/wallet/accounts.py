"""Names of the wallet's ledger accounts."""

PAID_IN = "house:wallet:paid_in"
SPENT = "house:wallet:spent"
BONUS_COST = "house:wallet:bonus"
CARDS_SOLD = "house:gift_cards:sold"
CARDS_LAPSED = "house:gift_cards:lapsed"
PARTS = ("gift", "principal", "bonus")


def part(customer_id: int, name: str) -> str:
    """One part of a customer's wallet: gift, principal or bonus."""
    return f"wallet:{customer_id}:{name}"


def parts(customer_id: int) -> tuple[str, str, str]:
    """The three parts in the order in which they are spent."""
    return part(customer_id, "gift"), part(customer_id, "principal"), part(customer_id, "bonus")


def card(card_id: int) -> str:
    """What an active gift card holds until somebody claims it."""
    return f"gift_card:{card_id}"


def subject(customer_id: int) -> str:
    """Whose wallet a transfer is about."""
    return f"wallet:{customer_id}"
