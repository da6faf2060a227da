"""The flat XML of callbacks."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

type Fields = dict[str, Any]
MOST_BYTES = 256 * 1024


class XmlRefused(Exception):
    """The body is not the XML that the other side writes."""


def read_fields(body: str | bytes) -> Fields:
    """Return element names and texts; repeated or nested elements become lists and dictionaries.

    Raises XmlRefused. Declarations of types or entities are refused before anything is parsed: nobody honest sends them.
    """
    raw = body if isinstance(body, bytes) else body.encode()
    if len(raw) > MOST_BYTES or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        raise XmlRefused("too large, or declares types")
    try:
        root = ET.fromstring(raw)  # noqa: S314 - no declarations get this far
    except ET.ParseError as error:
        raise XmlRefused(str(error)) from error
    found = _value(root)
    if not isinstance(found, dict):
        raise XmlRefused("no fields")
    return found


def write_fields(fields: Mapping[str, object], *, root: str = "xml") -> str:
    """Return the XML of these fields; numbers stand bare, texts in CDATA, lists as <Item>s, None is left out."""
    inner = "".join(_element(name, value) for name, value in fields.items() if value is not None)
    return f"<{root}>{inner}</{root}>"


def _element(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return write_fields(value, root=name)
    if isinstance(value, (list, tuple)):
        return f"<{name}>{''.join(_element('Item', item) for item in value)}</{name}>"
    if isinstance(value, int):
        return f"<{name}>{int(value)}</{name}>"
    text = str(value)
    return f"<{name}>{escape(text) if ']]>' in text else f'<![CDATA[{text}]]>'}</{name}>"


def _value(element: ET.Element) -> Any:
    if len(element) == 0:
        return element.text or ""
    found: Fields = {}
    for child in element:
        value = _value(child)
        if child.tag not in found:
            found[child.tag] = [value] if child.tag == "Item" else value
            continue
        known = found[child.tag]
        if isinstance(known, list):
            known.append(value)
        else:
            found[child.tag] = [known, value]
    return found
