"""Verbs: what a member of staff can do with an object or a list. Each one ends in a service of the room that owns it."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

from yutang.surfaces.console.access import CHANGE


@dataclass(frozen=True)
class Reveal:
    """An answer that is shown once on the page and stored nowhere; with a file to keep, if it is long."""

    title: str
    text: str
    file_name: str = ""
    file_text: str = ""

    @property
    def file_url(self) -> str:
        """The file inside the page itself, so that it exists nowhere else."""
        return f"data:text/csv;charset=utf-8;base64,{b64encode(self.file_text.encode()).decode()}"


@dataclass(frozen=True)
class Trial:
    """What would come of it: sections shown above the form, which stays filled in. Nothing was kept."""

    sections: Sequence[Any]


@dataclass(frozen=True)
class Done:
    """What to say, and where to go (None: back to the object)."""

    message: str
    url: str | None = None


Run = Callable[[HttpRequest, Any, Mapping[str, Any]], Done | Reveal | Trial | str]


def _always(_row: Any) -> bool:
    return True


@dataclass(frozen=True)
class Verb:
    """`run` gets the request, the object (None for a verb of the list) and the cleaned form.

    `explain` is said before the button: what will happen, to whom, at what cost. `make_form` builds the form from the
    object where its fields depend on it; without a form a confirmation is asked. Verbs of a list with the same `menu`
    stand together under one button of that name. `submit` is said on the button of the form (otherwise the label). A
    form may offer several ways to send it as `buttons`: (value of its field `act`, label), the last one filled;
    what it sets as `sections` while it is checked is shown above it.
    """

    name: str
    label: str
    run: Run
    form: type[forms.Form] | None = None
    make_form: Callable[[Any], type[forms.Form]] | None = None
    area: str = ""
    act: str = CHANGE
    icon: str = ""
    menu: str = ""
    submit: str = ""
    is_main: bool = False
    is_danger: bool = False
    when: Callable[[Any], bool] = _always
    explain: Callable[[Any], str] | str = ""
    initial: Callable[[Any], Mapping[str, Any]] | None = None

    def explanation(self, row: Any) -> str:
        """The sentence above the form."""
        return self.explain(row) if callable(self.explain) else self.explain

    def form_of(self, row: Any) -> type[forms.Form] | None:
        """The form to fill in for this object."""
        return self.make_form(row) if self.make_form else self.form


def in_menus(verbs: Sequence[Verb]) -> list[tuple[str, list[Verb]]]:
    """Verbs by the menu they stand in, in their order; one without a menu stands alone."""
    found: list[tuple[str, list[Verb]]] = []
    for verb in verbs:
        if verb.menu and found and found[-1][0] == verb.menu:
            found[-1][1].append(verb)
        else:
            found.append((verb.menu, [verb]))
    return found
