"""Flash sales: a set-aside allotment at a special price, sold without a queue."""
