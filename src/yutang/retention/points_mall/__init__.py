"""The points mall: coupons, goods and balance for points."""
