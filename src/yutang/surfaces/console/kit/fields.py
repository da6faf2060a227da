"""Form fields that speak yuan and percent and clean to integers."""

from typing import Any

from django import forms

from yutang.kernel.money import parse_yuan, yuan

# Ten million yuan: more is a slip of the finger, and a column of four bytes still holds it.
MOST_FEN = 1_000_000_000


class MoneyField(forms.CharField):
    """Yuan with up to two decimals as people type them; cleans to fen. Never a float on the way."""

    def __init__(self, *, min_fen: int = 0, most_fen: int = MOST_FEN, **options: Any) -> None:
        self.min_fen, self.most_fen = min_fen, most_fen
        options.setdefault("help_text", "单位：元，最多两位小数")
        super().__init__(max_length=14, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        """Fen from the row as yuan; what was typed stays."""
        return yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Fen, or None when empty."""
        text = (super().to_python(value) or "").strip().lstrip("¥￥").replace(",", "")
        if not text:
            return None
        try:
            fen = parse_yuan(text)
        except ValueError as error:
            raise forms.ValidationError("请填写金额，例如 12.90") from error
        if fen < self.min_fen:
            raise forms.ValidationError(f"不能小于 {yuan(self.min_fen)} 元")
        if fen > self.most_fen:
            raise forms.ValidationError(f"不能大于 {self.most_fen // 100:,} 元")
        return fen

    def validate(self, value: Any) -> None:
        """Zero is a value."""
        if value is None and self.required:
            raise forms.ValidationError("这项必填")

    def run_validators(self, value: Any) -> None:
        """Length was checked on the text."""


class RateField(forms.CharField):
    """A percentage with up to two decimals; cleans to basis points."""

    def __init__(self, *, most_bp: int = 10_000, **options: Any) -> None:
        self.most_bp = most_bp
        options.setdefault("help_text", "百分比，最多两位小数")
        super().__init__(max_length=8, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        """Basis points from the row as percent; what was typed stays."""
        return yuan(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Basis points."""
        text = (super().to_python(value) or "").strip().rstrip("%％")
        if not text:
            return None
        try:
            bp = parse_yuan(text)
        except ValueError as error:
            raise forms.ValidationError("请填写百分比，例如 8.5") from error
        if not 0 <= bp <= self.most_bp:
            raise forms.ValidationError(f"须在 0 到 {yuan(self.most_bp)} 之间")
        return bp

    def validate(self, value: Any) -> None:
        """Zero is a value."""
        if value is None and self.required:
            raise forms.ValidationError("这项必填")

    def run_validators(self, value: Any) -> None:
        """Length was checked on the text."""


class LocalTimeField(forms.DateTimeField):
    """A date and time of Shanghai, as the browser's own control gives it."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], widget=widget, **options)
