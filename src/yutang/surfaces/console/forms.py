"""Forms that belong to no noun."""

from unfold.forms import AuthenticationForm


class LoginForm(AuthenticationForm):  # type: ignore[misc]
    """Log-in in an operator's words."""

    error_messages = {
        "invalid_login": "账号或密码不对，请再试一次",
        "inactive": "这个账号已停用，请联系总部管理员",
        "no_permission": "这个账号不能登录控制台",
    }
