"""What is wrong with a field, said in Chinese."""

from typing import Any

SENTENCES = {
    "missing": "必填",
    "extra_forbidden": "不认识的字段",
    "string_pattern_mismatch": "格式不对",
    "string_too_short": "太短，至少 {min_length} 个字",
    "string_too_long": "太长，最多 {max_length} 个字",
    "string_type": "应当是文字",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数",
    "int_parsing_size": "数字太大",
    "float_parsing": "应当是数字",
    "finite_number": "应当是数字",
    "bool_type": "应当是是或否",
    "bool_parsing": "应当是是或否",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能是 {expected}",
    "list_type": "应当是列表",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "date_from_datetime_parsing": "日期应当写成 2026-11-21",
    "date_parsing": "日期应当写成 2026-11-21",
    "date_type": "日期应当写成 2026-11-21",
    "model_attributes_type": "应当是一个对象",
    "dict_type": "应当是一个对象",
    "json_invalid": "不是合法的 JSON",
}


def sentence_for(error: dict[str, Any]) -> str:
    """The sentence for one pydantic error."""
    kind = str(error.get("type", ""))
    if kind == "value_error":
        return str(error.get("msg", "")).removeprefix("Value error, ") or "不对"
    try:
        return SENTENCES.get(kind, "不对").format(**(error.get("ctx") or {}))
    except (KeyError, IndexError):
        return "不对"
