"""Texts of short messages, one place for all of them."""

TEMPLATES = {
    "sign_in_code": "【{brand}】验证码 {code}，{minutes} 分钟内有效。请勿告诉他人。",
}
