"""Money in and out through providers: payments, refunds, payouts."""
