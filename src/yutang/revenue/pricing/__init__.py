"""What a cart costs and why: price rules, coupons, quotes."""
