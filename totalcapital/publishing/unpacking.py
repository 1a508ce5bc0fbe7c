"""Opens what was written, so that it can be searched: zips, packed blocks, escapes."""

from __future__ import annotations

import base64
import gzip
import re
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["documents"]

_PACKED: Final = re.compile(rb"[A-Za-z0-9+/]{64,}={0,2}")
#: How gzip begins, in base64.
_GZIP_HEAD: Final = b"H4sI"


def documents(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield every file of a folder as text: as it is, and whatever is packed inside it.

    Members of workbooks are taken out of their zip, blocks of pages out of base64 and gzip; the
    names of files count as text.
    """
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        yield name, name
        content = path.read_bytes()
        if zipfile.is_zipfile(BytesIO(content)):
            with zipfile.ZipFile(BytesIO(content)) as book:
                for member in book.namelist():
                    yield f"{name}!{member}", _unescaped(book.read(member).decode("utf-8", "replace"))
            continue
        for packed in _PACKED.findall(content):
            opened = _opened(packed)
            if opened is not None:
                yield f"{name}!block", _unescaped(opened)
                if packed.startswith(_GZIP_HEAD):
                    content = content.replace(packed, b" ", 1)
        yield name, _unescaped(content.decode("utf-8", "replace"))


def _opened(packed: bytes) -> str | None:
    """Return the text inside base64 (and gzip, if it is gzip); null where it is not base64."""
    try:
        raw = base64.b64decode(packed, validate=True)
    except ValueError:
        return None
    if raw[:2] == b"\x1f\x8b":
        return gzip.decompress(raw).decode("utf-8", "replace")
    return raw.decode("utf-8", "ignore")


_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&apos;": "'"}
_JSON_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\([\"\\/nrt])")


def _unescaped(text: str) -> str:
    """Return text as it reads: HTML and JSON escapes undone."""
    for escaped, plain in _ENTITIES.items():
        text = text.replace(escaped, plain)
    text = text.replace("&amp;", "&")
    if "\\" not in text:
        return text
    blanks = {"n": "\n", "r": "\r", "t": "\t"}

    def plain_of(match: re.Match[str]) -> str:
        return chr(int(match[1], 16)) if match[1] else blanks.get(match[2], match[2])

    return _JSON_ESCAPE.sub(plain_of, text)
