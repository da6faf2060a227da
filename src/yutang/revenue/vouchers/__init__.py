"""Packs of rights sold online and redeemed in a store: vouchers, redemptions, the stores' devices and related sales."""
