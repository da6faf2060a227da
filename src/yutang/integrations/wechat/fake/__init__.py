"""The other side: WeChat's servers for an official account and a mini-program, with a memory of their own."""
