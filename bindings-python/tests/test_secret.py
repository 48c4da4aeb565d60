"""A secret is never shown, wherever Python looks."""

from __future__ import annotations

import copy
import dataclasses
import faulthandler
import json
import logging
import pickle
import pprint
import subprocess
import sys
import tempfile
import traceback
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from keyhelm import Client, IssuedKey, Redactor, Secret

if TYPE_CHECKING:
    from pathlib import Path

    from keyhelm.testing import Sandbox

SENTINEL = "sk_test_SENTINEL0NOT0A0KEY0001234"


@dataclasses.dataclass
class Holder:
    secret: Secret


def test_what_it_shows() -> None:
    secret = Secret(SENTINEL)
    holder = Holder(secret)
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>12}",
        f"{secret!r:.5}",
        "{}".format(secret),  # noqa: UP032
        "%s %r" % (secret, secret),  # noqa: UP031
        repr(holder),
        repr([secret]),
        pprint.pformat({"a": secret}),
        json.dumps(secret, default=str),
        ascii(secret),
    ]
    for text in shown:
        assert "SENTINEL" not in text
    assert f"{secret:>12}" == "  [REDACTED]"
    assert not hasattr(secret, "__dict__")
    assert SENTINEL not in str([getattr(secret, name) for name in dir(secret) if name not in ("expose",)])


@pytest.mark.parametrize(
    "take",
    [
        json.dumps,
        pickle.dumps,
        copy.deepcopy,
        lambda secret: dataclasses.asdict(Holder(secret)),
        lambda secret: pickle.dumps(Holder(secret)),
        bytes,
        iter,
        lambda secret: secret + "x",
        lambda secret: setattr(secret, "text", "x"),
    ],
)
def test_what_it_refuses(take: Any) -> None:
    with pytest.raises((TypeError, AttributeError)) as caught:
        take(Secret(SENTINEL))
    assert SENTINEL not in str(caught.value)


def test_comparing() -> None:
    secret = Secret(SENTINEL)
    assert secret == Secret(SENTINEL) == copy.copy(secret)
    assert secret != Secret("other")
    assert secret != SENTINEL
    assert len({secret, Secret(SENTINEL), Secret("other")}) == 2
    assert secret.expose() == SENTINEL


def test_a_password() -> None:
    password = Secret.password(SENTINEL)
    assert (password.masked, password.fingerprint) == ("****", None)
    assert password == Secret(SENTINEL)
    with pytest.raises(TypeError, match="fingerprint"):
        hash(password)


def test_a_secret_that_was_only_looked_at_is_forgotten() -> None:
    text = "EXAMPLE-only-looked-at-0001"
    key = Secret(text)
    client = Client("bousol", api_key=key)
    keyhelm.recognise(key)
    Secret.password(key)
    assert Redactor.shared().redact(text) == "[REDACTED]"
    client.close()
    del client, key
    assert Redactor.shared().redact(text) == text


def test_wrong_texts_are_not_shown() -> None:
    for wrong in (SENTINEL.encode(), [SENTINEL]):
        with pytest.raises(TypeError) as refused:
            Secret(wrong)  # type: ignore[arg-type]
        assert "SENTINEL" not in repr(refused.value)
    with pytest.raises(ValueError, match="surrogate") as caught:
        Secret(SENTINEL + "\ud800")
    assert "SENTINEL" not in repr(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


def test_pydantic() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Settings(pydantic.BaseModel):  # type: ignore[misc, name-defined]
        key: Secret

    settings = Settings(key=SENTINEL)
    assert settings.key == Secret(SENTINEL)
    assert Settings(key=Secret(SENTINEL)) == settings
    assert settings.model_dump()["key"] is settings.key
    assert settings.model_dump_json() == '{"key":"[REDACTED]"}'
    assert "SENTINEL" not in repr(settings)
    with pytest.raises(TypeError) as caught:
        Settings(key=SENTINEL.encode())
    assert "SENTINEL" not in str(caught.value)


def test_an_issued_key(adyen: Client) -> None:
    issued = adyen.keys.create("x")
    assert issued.password is not None
    assert_hidden(issued, repr(issued), str(issued.to_dict()), f"{issued}", json.dumps(issued.to_dict()))
    with pytest.raises(TypeError):
        pickle.dumps(issued)
    with pytest.raises(TypeError):
        copy.deepcopy(issued)


def assert_hidden(issued: IssuedKey, *shown: str) -> None:
    assert issued.password is not None
    for text in shown:
        assert issued.secret.expose() not in text
        assert issued.password.expose() not in text


def test_logging(caplog: pytest.LogCaptureFixture, sandbox: Sandbox) -> None:
    caplog.set_level(logging.DEBUG)
    with sandbox.client("certopay") as client:
        issued = client.keys.regenerate()
        logging.getLogger("app").warning("made %s with %r by %s", issued, issued.secret, client)
    assert caplog.records
    shown = caplog.text + str([record.__dict__ for record in caplog.records])
    for secret in (issued.secret.expose(), *sandbox.accounts["certopay"].settings.values()):
        if not secret.startswith("http") and "@" not in secret:
            assert secret not in shown


def test_a_traceback_with_locals() -> None:
    def make() -> None:
        key = Secret(SENTINEL)
        with Client("certopay", api_key=key, base_url="http://127.0.0.1:9", max_attempts=1) as client:
            client.keys.verify(key)

    with pytest.raises(keyhelm.ConnectionFailedError) as caught:
        make()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "SENTINEL" not in "".join(shown.format())


def test_pytest_shows_no_secret(tmp_path: Path) -> None:
    """A failing test with `--showlocals`, the most talkative of all."""
    failing = tmp_path / "test_it.py"
    failing.write_text(
        "from keyhelm import Client, Secret\n"
        "def test_it():\n"
        f"    secret = Secret({SENTINEL[:12]!r} + {SENTINEL[12:]!r})\n"
        "    client = Client('certopay', api_key=secret, base_url='http://127.0.0.1:9', max_attempts=1)\n"
        "    client.keys.verify(secret)\n"
    )
    command = [sys.executable, "-m", "pytest", "--showlocals", "--tb=long", "-p", "no:cacheprovider", str(failing)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert ended.returncode == 1, ended.stdout
    assert "connection_failed" in ended.stdout
    assert SENTINEL not in ended.stdout + ended.stderr


def test_faulthandler() -> None:
    secret = Secret(SENTINEL)
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file)
        file.seek(0)
        assert secret.expose().encode() not in file.read()
