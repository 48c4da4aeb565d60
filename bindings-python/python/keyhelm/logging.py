"""Keeps secrets out of Python's `logging`.

>>> import logging, sys
>>> import keyhelm.logging
>>> from keyhelm import Redactor
>>> keyhelm.logging.install()
>>> Redactor.shared().add("EXAMPLE0NOT0A0KEY")
>>> logger = logging.getLogger("doc")
>>> logger.addHandler(logging.StreamHandler(sys.stdout))
>>> logger.warning("the key is %s", "EXAMPLE0NOT0A0KEY")
the key is [REDACTED]
>>> keyhelm.logging.uninstall()
"""

from __future__ import annotations

import logging
import threading
import traceback
from typing import TYPE_CHECKING, Any

from ._native import Redactor

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["RedactingFilter", "install", "uninstall"]

_DEPTH = 8
"""Deeper than this a value is taken as one text."""
_PLAIN = (type(None), bool, int, float, complex)
_OF_THE_CODE = {
    "name",
    "levelname",
    "pathname",
    "filename",
    "module",
    "funcName",
    "msg",
    "args",
    "exc_info",
    "exc_text",
}
"""Attributes of a record that come from the program's text, or are dealt with by name."""


class RedactingFilter(logging.Filter):
    """Takes secrets out of the records that pass it: message, arguments, `extra`, exception with its traceback.

    The record itself is changed, so whoever sees it later sees no secret either. `redactor` is the shared one unless
    it is told otherwise. Put it on the handlers, not on a logger: a logger's filters do not see its children's records.
    """

    def __init__(self, redactor: Redactor | None = None) -> None:
        super().__init__()
        self._redactor = Redactor.shared() if redactor is None else redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record pass, without its secrets."""
        self._message(record)
        self._exception(record)
        for name, value in list(record.__dict__.items()):
            if name not in _OF_THE_CODE and not isinstance(value, _PLAIN):
                clean = self._value(value, 0)
                if clean is not value:
                    record.__dict__[name] = clean
        return True

    def _message(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except Exception:
            record.msg = self._value(record.msg, 0)
        else:
            clean = self._redactor.redact(message)
            if clean != message:
                record.msg, record.args = clean, ()
                return
        if record.args:
            record.args = self._value(record.args, 0)

    def _exception(self, record: logging.LogRecord) -> None:
        if record.exc_info and not isinstance(record.exc_info, bool):
            text = "".join(traceback.format_exception(*record.exc_info)).removesuffix("\n")
            clean = self._redactor.redact(text)
            if clean != text:
                # Any formatter may write the exception in its own way, so the text is all that is left of it.
                record.exc_info, record.exc_text = None, clean
        if record.exc_text:
            record.exc_text = self._redactor.redact(record.exc_text)

    def _value(self, value: Any, depth: int) -> Any:
        """The same object, where nothing in it is secret."""
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, (str, bytes, bytearray)):
            clean = self._redactor.redact(value)
            return value if clean == value else clean
        if depth < _DEPTH and isinstance(value, dict):
            members = {self._value(name, depth + 1): self._value(member, depth + 1) for name, member in value.items()}
            same = all(one is two and value[one] is members[two] for one, two in zip(value, members, strict=False))
            return value if same and len(members) == len(value) else members
        if depth < _DEPTH and isinstance(value, (list, tuple, set, frozenset)):
            items = [self._value(item, depth + 1) for item in value]
            if all(one is two for one, two in zip(value, items, strict=True)):
                return value
            return next(kind for kind in (list, tuple, set, frozenset) if isinstance(value, kind))(items)
        return self._object(value)

    def _object(self, value: Any) -> Any:
        """An object is shown by its texts, so it stays where they hold no secret."""
        try:
            texts = (str(value), repr(value))
        except Exception:
            return value
        clean = self._redactor.redact(texts[0])
        return value if clean == texts[0] and self._redactor.redact(texts[1]) == texts[1] else clean


_lock = threading.Lock()
_replaced: list[tuple[type, str, Callable[..., Any]]] = []


def install(redactor: Redactor | None = None) -> None:
    """Redacts every record before any handler sees it, those that exist and those that come later.

    `redactor` is the shared one unless it is told otherwise. A second call takes the place of the first.
    """
    redacting = RedactingFilter(redactor)
    uninstall()
    with _lock:
        for kind, name in ((logging.Logger, "callHandlers"), (logging.Handler, "handle")):
            before = getattr(kind, name)
            _replaced.append((kind, name, before))
            setattr(kind, name, _redacting(redacting, before))


def uninstall() -> None:
    """Takes `install` back."""
    with _lock:
        while _replaced:
            kind, name, before = _replaced.pop()
            setattr(kind, name, before)


def _redacting(redacting: RedactingFilter, before: Callable[..., Any]) -> Callable[..., Any]:
    """A method that takes a record, with the record redacted first."""

    def redacted(self: Any, record: logging.LogRecord) -> Any:
        redacting.filter(record)
        return before(self, record)

    return redacted
