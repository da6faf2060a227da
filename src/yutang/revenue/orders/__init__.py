"""From cart to after-sale: intake, states, fulfilment, refunds."""
