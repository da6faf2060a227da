"""What WeCom, WeChat and the mini-program share: message crypto, signatures, tokens, call budgets, the call log."""
