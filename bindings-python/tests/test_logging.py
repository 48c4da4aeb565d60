"""Secrets stay out of `logging`, and events come into it."""

from __future__ import annotations

import io
import json
import logging
import logging.handlers
import queue
import sys
from typing import TYPE_CHECKING, Any

import keyhelm.logging
import pytest
from conftest import VECTORS, fresh_key
from keyhelm import Redactor, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from keyhelm.testing import Sandbox

SENTINEL = "SENTINEL/NOT+A=KEY/0001234"
BEFORE = logging.StreamHandler(io.StringIO())


class Json(logging.Formatter):
    """Writes all of a record, and the exception in its own way."""

    def format(self, record: logging.LogRecord) -> str:
        parts = {name: repr(value) for name, value in record.__dict__.items()}
        parts["message"] = record.getMessage()
        if record.exc_info:
            parts["exception"] = self.formatException(record.exc_info)
        return json.dumps(parts)


class Broken:
    def __str__(self) -> str:
        raise ValueError

    __repr__ = __str__


class Shows:
    def __repr__(self) -> str:
        return f"<Shows {SENTINEL}>"


@pytest.fixture
def redactor() -> Iterator[Redactor]:
    redactor = Redactor.shared()
    redactor.add(Secret(SENTINEL))
    yield redactor
    redactor.remove(SENTINEL)


@pytest.fixture
def installed(redactor: Redactor) -> Iterator[Redactor]:
    logging.getLogger("app").addHandler(BEFORE)
    keyhelm.logging.install()
    yield redactor
    keyhelm.logging.uninstall()
    logging.getLogger("app").removeHandler(BEFORE)


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def logger(out: io.StringIO) -> Iterator[logging.Logger]:
    """With one handler for texts and one for everything."""
    logger = logging.getLogger("app.part")
    logger.setLevel(logging.DEBUG)
    handlers = [logging.StreamHandler(out), logging.StreamHandler(out)]
    handlers[1].setFormatter(Json())
    for handler in handlers:
        logger.addHandler(handler)
    yield logger
    for handler in handlers:
        logger.removeHandler(handler)


def fails() -> None:
    try:
        raise ValueError(f"inner {SENTINEL}")
    except ValueError as error:
        raise RuntimeError("outer") from error


def log_everything(logger: logging.Logger) -> None:
    logger.info("plain %s", SENTINEL)
    logger.info(f"in the message {SENTINEL}")
    logger.info("100%% %s %d %r", SENTINEL, 7, [SENTINEL])
    logger.info("%(shown)s", {"shown": 1, "hidden": SENTINEL})
    logger.info("object %s", Shows())
    logger.info(Shows())
    logger.info("split %s%s", SENTINEL[:9], SENTINEL[9:])
    logger.info(
        "extra",
        extra={
            "text": SENTINEL,
            "bytes": SENTINEL.encode(),
            "deep": {"a": [{"b": (SENTINEL, {SENTINEL})}], SENTINEL: 1},
            "object": Shows(),
            "broken": Broken(),
            "number": 7,
        },
    )
    try:
        fails()
    except RuntimeError:
        logger.exception("failed")
        logger.info("also", exc_info=sys.exc_info())
        logger.info("stack", stack_info=True)


def assert_clean(shown: str, marks: int) -> None:
    assert SENTINEL not in shown
    assert shown.count("[REDACTED]") >= marks


def test_install(installed: Redactor, logger: logging.Logger, out: io.StringIO) -> None:
    assert installed
    log_everything(logger)
    assert_clean(out.getvalue(), 20)
    stream = BEFORE.stream
    assert isinstance(stream, io.StringIO)
    assert_clean(stream.getvalue(), 9)
    assert "RuntimeError: outer" in out.getvalue()
    assert "the direct cause" in out.getvalue()


def test_a_handler_that_comes_later(installed: Redactor, logger: logging.Logger) -> None:
    assert installed
    waiting: queue.Queue[logging.LogRecord] = queue.Queue()
    handler = logging.handlers.QueueHandler(waiting)
    logger.addHandler(handler)
    try:
        logger.warning("late %s", SENTINEL)
    finally:
        logger.removeHandler(handler)
    assert waiting.get_nowait().getMessage() == "late [REDACTED]"


def test_the_last_resort(
    installed: Redactor, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed
    logger = logging.getLogger("nobody")
    monkeypatch.setattr(logger, "propagate", False)
    logger.warning("to stderr %s", SENTINEL)
    assert capsys.readouterr().err == "to stderr [REDACTED]\n"


def test_a_message_that_does_not_fit(
    installed: Redactor, logger: logging.Logger, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`logging` then writes its parts to standard error."""
    assert installed
    monkeypatch.setattr(logger, "propagate", False)
    logger.info("too few %s %s", SENTINEL)
    shown = capsys.readouterr().err
    assert "not enough arguments" in shown
    assert_clean(shown, 1)


def test_a_handler_called_by_hand(installed: Redactor, out: io.StringIO) -> None:
    assert installed
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "by hand %s", (SENTINEL,), None)
    logging.StreamHandler(out).handle(record)
    assert out.getvalue() == "by hand [REDACTED]\n"


def test_nothing_secret_nothing_changed(installed: Redactor, logger: logging.Logger) -> None:
    assert installed
    kept: list[logging.LogRecord] = []

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record)

    handler = Keeps()
    logger.addHandler(handler)
    extra = {"deep": {"a": [1, ("b", {2})]}}
    try:
        try:
            raise ValueError("harmless")
        except ValueError:
            logger.info("%s and %d", "a", 1, extra=extra, exc_info=True)
    finally:
        logger.removeHandler(handler)
    (record,) = kept
    assert (record.msg, record.args) == ("%s and %d", ("a", 1))
    assert record.__dict__["deep"] is extra["deep"]
    assert record.exc_info


def test_uninstall(installed: Redactor, out: io.StringIO) -> None:
    assert installed
    handle, call_handlers = logging.Handler.handle, logging.Logger.callHandlers
    keyhelm.logging.install(Redactor())
    keyhelm.logging.uninstall()
    keyhelm.logging.uninstall()
    assert logging.Handler.handle is not handle
    assert logging.Logger.callHandlers is not call_handlers
    assert logging.Handler.handle.__qualname__ == "Handler.handle"
    assert out.getvalue() == ""


def test_the_filter(redactor: Redactor, out: io.StringIO) -> None:
    handler = logging.StreamHandler(out)
    handler.setFormatter(Json())
    handler.addFilter(keyhelm.logging.RedactingFilter(redactor))
    logger = logging.getLogger("filtered")
    logger.setLevel(logging.DEBUG)
    logger.addHandler(handler)
    try:
        log_everything(logger)
    finally:
        logger.removeHandler(handler)
    assert_clean(out.getvalue(), 15)


def test_surrogates(redactor: Redactor) -> None:
    assert redactor.redact(f"\udc80 {SENTINEL} \ud800") == "\udc80 [REDACTED] \ud800"


def test_redactor_kinds(redactor: Redactor) -> None:
    assert redactor.redact(f"a {SENTINEL}") == "a [REDACTED]"
    assert redactor.redact(f"a {SENTINEL}".encode()) == b"a [REDACTED]"
    assert redactor.redact(bytearray(f"a {SENTINEL}".encode())) == b"a [REDACTED]"
    text = "nothing secret"
    assert redactor.redact(text) is text
    with pytest.raises(TypeError):
        redactor.redact(7)  # type: ignore[call-overload]
    with pytest.raises(keyhelm.ConfigError):
        redactor.add("short")
    redactor.remove(SENTINEL)
    assert redactor.redact(SENTINEL) == SENTINEL


@pytest.mark.parametrize("size", [1, 2, 7, 4096])
def test_streams(size: int) -> None:
    redactor = Redactor()
    redactor.add(SENTINEL)
    whole = f"before {SENTINEL} and {SENTINEL}{SENTINEL} after".encode()
    stream = redactor.stream()
    pieces = [stream.push(whole[at : at + size]) for at in range(0, len(whole), size)]
    assert b"".join([*pieces, stream.finish()]) == redactor.redact(whole)


def events(records: list[logging.LogRecord]) -> list[tuple[Any, ...]]:
    return [(record.levelname, record.__dict__["event"], record.__dict__["operation"]) for record in records]


def test_events(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "keyhelm")
    sandbox.fault("adyen", {"status": 429, "headers": {"Retry-After": "1"}})
    with sandbox.client("adyen", api_key=fresh_key()) as client:
        assert client.keys.verify().outcome == "invalid"
    assert ("WARNING", "rate_limited", "verify") in events(caplog.records)
    assert all(record.name == "keyhelm" for record in caplog.records)
    told = next(record for record in caplog.records if record.__dict__["event"] == "rate_limited")
    assert told.__dict__["platform"] == "adyen"
    assert told.__dict__["attempt"] == 1
    assert 0.9 <= told.__dict__["delay"] <= 1.1
    assert told.__dict__["error"] is None


def test_login_is_for_debugging(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    with sandbox.client("certopay") as client:
        client.keys.current()
    assert [event for event in events(caplog.records) if event[1] == "login"] == []
    caplog.set_level(logging.DEBUG, "keyhelm")
    with sandbox.client("certopay") as client:
        client.keys.current()
    assert ("DEBUG", "login", "login") in events(caplog.records)


def test_a_handler_that_raises_costs_no_answer(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unraised: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", unraised.append)

    class Raises(logging.Handler):
        def handle(self, record: logging.LogRecord) -> bool:
            raise ValueError

    handler = Raises()
    logger = logging.getLogger("keyhelm")
    caplog.set_level(logging.INFO, "keyhelm")
    logger.addHandler(handler)
    try:
        sandbox.fault("adyen", {"status": 503})
        with sandbox.client("adyen") as client:
            assert client.keys.current().status == "active"
    finally:
        logger.removeHandler(handler)
    assert len(unraised) == 1


def test_a_call_from_a_handler_is_refused(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    refused: list[BaseException] = []

    class Calls(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            try:
                sandbox.client("adyen").keys.current()
            except RuntimeError as error:
                refused.append(error)

    handler = Calls()
    logger = logging.getLogger("keyhelm")
    caplog.set_level(logging.INFO, "keyhelm")
    logger.addHandler(handler)
    try:
        sandbox.fault("adyen", {"status": 503})
        with sandbox.client("adyen") as client:
            client.keys.current()
    finally:
        logger.removeHandler(handler)
    assert "from inside another" in str(refused[0])


REDACTION = VECTORS / "redaction.json"
needs_vectors = pytest.mark.skipif(not REDACTION.is_file(), reason="the redactor's vectors are not there yet")


def cases(part: str) -> list[Any]:
    return json.loads(REDACTION.read_text(encoding="utf-8"))[part] if REDACTION.is_file() else []


@needs_vectors
@pytest.mark.parametrize("case", cases("patterns"), ids=lambda case: case["name"])
def test_patterns(case: dict[str, Any]) -> None:
    redactor = Redactor()
    assert redactor.redact(case["text"]) == case["redacted"]
    assert redactor.redact(case["text"].encode()) == case["redacted"].encode()


@needs_vectors
@pytest.mark.parametrize("case", cases("registered"), ids=lambda case: case["name"])
def test_registered(case: dict[str, Any]) -> None:
    redactor = Redactor()
    for secret in case["secrets"]:
        redactor.add(Secret.password(secret["text"]) if secret["kind"] == "password" else Secret(secret["text"]))
    assert redactor.redact(case["text"]) == case["redacted"]
    assert redactor.redact(case["text"].encode()) == case["redacted"].encode()


@needs_vectors
def test_what_a_client_knows_is_redacted(sandbox: Sandbox) -> None:
    redactor = Redactor.shared()
    with sandbox.client("certopay") as client:
        issued = client.keys.regenerate()
        for text in (issued.secret.expose(), sandbox.accounts["certopay"].settings["password"]):
            assert redactor.redact(f"({text})") == "([REDACTED])"
