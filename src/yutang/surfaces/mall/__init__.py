"""The storefront API: parse, call one use case, shape the answer."""
