"""The vectors that every language plays, over real sockets."""

from __future__ import annotations

import itertools
import json
import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from conftest import VECTORS
from keyhelm import Client, ConfigError, IssuedKey, KeyhelmError
from server import Answer, Asked, Server

if TYPE_CHECKING:
    from collections.abc import Callable

PLATFORMS = ["adyen", "bousol", "caibo", "certopay", "compago"]
KEYS = {
    "adyen": "AQE-EXAMPLE-NOT-A-KEY<;&$*~0002",
    "bousol": "sk_test_EXAMPLE_NOT_A_KEY_0001",
    "caibo": "sk_test_EXAMPLE_NOT_A_KEY_0001",
    "certopay": "sk_test_EXAMPLE_NOT_A_KEY_0001",
    "compago": "sk_test_EXAMPLE_NOT_A_KEY_0001",
}
PASSWORD = "EXAMPLE-PASSWORD-NOT-REAL"
TOKEN = "EXAMPLE.TOKEN.NOT-REAL"
LOGIN = {"caibo": "/auth/login", "certopay": "/api/auth/login"}
LOOK = {"certopay": "/api/me"}
numbers = itertools.count()


def cases(platform: str) -> list[Any]:
    vectors = json.loads((VECTORS / f"{platform}.json").read_text(encoding="utf-8"))
    # A login is no call of its own here: it happens inside others.
    return [(platform, case) for case in vectors["cases"] if case["call"] != "login"]


ALL = [case for platform in PLATFORMS for case in cases(platform)]


@pytest.mark.parametrize(("platform", "case"), ALL, ids=[f"{p}: {case['name']}" for p, case in ALL])
def test_vector(server: Server, platform: str, case: dict[str, Any]) -> None:
    number = next(numbers)
    if platform in LOGIN:
        server.by_path[LOGIN[platform]] = Answer(body=json.dumps({"accessToken": TOKEN}).encode())
    exchanges = [case["response"]] if "response" in case else []
    if "then" in case:
        exchanges.append(case["then"]["response"])
    server.answers[:] = [answer(given) for given in exchanges] or [Answer(500)]
    look_first = platform == "certopay" and case["call"] == "regenerate"
    if look_first:
        key = {"id": "key_1", "label": "EXAMPLE", "environment": "test"}
        server.answers.insert(0, Answer(body=json.dumps(key).encode()))

    try:
        client = Client(platform, **settings(platform, case, server.url, number))
    except ConfigError:
        # What a call of the core refuses, its constructor has refused before.
        assert "error" in case
        assert "request" not in case
        return
    with client:
        try:
            outcome = call(client, case["call"], case.get("args", {}))
        except KeyhelmError as error:
            outcome = error
    sent = [asked for asked in server.asked if asked.path not in LOGIN.values()]
    if look_first and sent:
        del sent[0]

    if "request" in case:
        check_request(case["request"], sent[0], client_key=KEYS[platform])
    if "then" in case:
        check_request(case["then"]["request"], sent[1], client_key=KEYS[platform])
    if "result" in case:
        assert not isinstance(outcome, KeyhelmError), outcome
        assert_subset(case["result"], public(outcome))
    elif "error" in case:
        check_error(case["error"], outcome)
        if "response" not in case and "request" not in case:
            assert sent == []
            assert outcome.attempts == 0


def settings(platform: str, case: dict[str, Any], url: str, number: int) -> dict[str, Any]:
    account = case.get("account", {})
    given = {"base_url": url, "max_attempts": 1, "timeout": 5.0, **account}
    # A refusal concerns its key alone, so that each case has one of its own where the answer does not quote it.
    key = KEYS[platform]
    given["api_key"] = key if key in json.dumps(case, ensure_ascii=False) else f"{key}{number}"
    if account.get("environment") == "live":
        given["api_key"] = given["api_key"].replace("sk_test_", "sk_live_")
    if platform in LOGIN:
        given.update(email=f"m{number}@example.com", password=PASSWORD)
    return given


def call(client: Client, name: str, args: dict[str, Any]) -> Any:
    keys = client.keys
    take: dict[str, Callable[..., Any]] = {
        "origins.list": lambda id="": keys.origins.list(id),
        "origins.add": lambda id="", domain="": keys.origins.add(id, domain),
        "origins.remove": lambda id="", origin_id="": keys.origins.remove(id, origin_id),
        "create": lambda label="", **others: keys.create(label, **others),
        "regenerate": lambda id=None: keys.regenerate(id),
    }
    if name in ("get", "revoke", "update", "regenerate_client_key"):
        args = {"id": "", **args}
    found: Callable[..., Any] = take[name] if name in take else getattr(keys, name)
    return found(**args)


def answer(given: dict[str, Any]) -> Answer:
    body = json.dumps(given["body"]).encode() if "body" in given else given.get("text", "").encode()
    return Answer(given["status"], body, given.get("headers", {}))


def check_request(promised: dict[str, Any], sent: Asked, client_key: str) -> None:
    assert sent.method == promised["method"]
    assert sent.path == promised["path"]
    body = sent.json
    if isinstance(body, dict) and isinstance(body.get("description"), str):
        body["description"] = re.sub(r" kh-[a-z0-9]{8}$", " kh-????????", body["description"])
    assert body == promised.get("body")
    carried = " ".join(sent.headers.get(name, "") for name in ("authorization", "x-api-key"))
    match promised["auth"]:
        case "token":
            assert TOKEN in carried
        case "key":
            assert client_key.replace("sk_test_", "") in carried
        case "given":
            assert client_key.replace("sk_test_", "") not in carried
            assert carried.strip()


def public(outcome: Any) -> Any:
    """A result in the form that every language has, secrets included."""
    if outcome is None:
        return None
    if isinstance(outcome, list):
        return [item.to_dict() for item in outcome]
    known = outcome.to_dict()
    if isinstance(outcome, IssuedKey):
        known["secret"] = outcome.secret.expose()
        known["password"] = outcome.password and outcome.password.expose()
    if isinstance(outcome, (IssuedKey, keyhelm.ClientKey)):
        ends_at = outcome.previous_ends_at
        assert ends_at is None or ends_at.tzinfo is timezone.utc
        seconds = None if ends_at is None else (ends_at - datetime.now(timezone.utc)).total_seconds()
        known["previous_ends_after_seconds"] = None if seconds is None else round(seconds / 60) * 60
    return known


def assert_subset(promised: Any, got: Any) -> None:
    if isinstance(promised, dict):
        assert isinstance(got, dict), got
        for name, value in promised.items():
            assert_subset(value, got.get(name))
    elif isinstance(promised, list):
        assert isinstance(got, list), got
        assert len(promised) == len(got)
        for one, other in zip(promised, got, strict=True):
            assert_subset(one, other)
    else:
        assert got == promised


def check_error(promised: dict[str, Any], error: Any) -> None:
    assert isinstance(error, KeyhelmError), error
    assert error.code == promised["code"], str(error)
    for name in ("status", "platform_code", "request_id", "retry_after", "fields"):
        if name in promised:
            assert getattr(error, name) == promised[name], name
    assert promised.get("message_contains", "") in error.message
    if "hint_contains" in promised:
        hint = promised["hint_contains"]
        assert error.hint is None if hint is None else hint in (error.hint or "")


KEYS_JSON = json.loads((VECTORS / "keys.json").read_text(encoding="utf-8"))


def test_every_part_of_the_keys_file_is_read() -> None:
    known = {"recognise", "environments", "expires_at", "missing_scopes", "error_codes", "capabilities"}
    assert set(KEYS_JSON) == known


@pytest.mark.parametrize("case", KEYS_JSON["recognise"], ids=lambda case: repr(case["text"]))
def test_recognise(case: dict[str, Any]) -> None:
    seen = keyhelm.recognise(case["text"])
    assert list(seen.platforms) == case["platforms"]
    assert seen.environment == case["environment"]
    assert seen.masked == case["masked"]
    assert keyhelm.Secret(case["text"]).fingerprint == case["fingerprint"]


@pytest.mark.parametrize("case", KEYS_JSON["environments"], ids=str)
def test_environments(case: dict[str, Any]) -> None:
    host = "http://127.0.0.1:9"
    if case["text"].strip() != case["text"] or not case["text"]:
        with pytest.raises(ConfigError):
            Client(case["platform"], api_key=case["text"], base_url=host)
        return
    with Client(case["platform"], api_key=case["text"], base_url=host) as client:
        assert client.environment == case["environment"]


@pytest.mark.parametrize("case", KEYS_JSON["expires_at"], ids=lambda case: repr(case["date"]))
def test_expires_at(case: dict[str, Any]) -> None:
    seconds = case.get("unix_seconds")
    if seconds is None:
        with pytest.raises(keyhelm.ValidationFailedError) as caught:
            keyhelm.expires_at(case["date"])
        assert "date" in caught.value.fields
    else:
        assert keyhelm.expires_at(case["date"]) == datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(
            seconds=seconds
        )


@pytest.mark.parametrize("case", KEYS_JSON["missing_scopes"], ids=lambda case: case["name"])
def test_missing_scopes(case: dict[str, Any]) -> None:
    assert keyhelm.missing_scopes(case["have"], case["need"]) == case["missing"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_capabilities(platform: str) -> None:
    found = keyhelm.capabilities(platform)
    assert {name: capability.availability for name, capability in found.items()} == KEYS_JSON["capabilities"][platform]
    assert all(
        (capability.guide is not None) >= (capability.availability == "dashboard") for capability in found.values()
    )


def test_every_code_has_a_class_of_its_own() -> None:
    classes = {kind.code: kind for kind in KeyhelmError.__subclasses__()}
    assert set(classes) == {case["code"] for case in KEYS_JSON["error_codes"]}
    for case in KEYS_JSON["error_codes"]:
        kind = classes[case["code"]]
        assert kind("words").retryable is case["retryable"]
        assert getattr(keyhelm, kind.__name__) is kind
        words = "".join(word.capitalize() for word in case["code"].split("_"))
        assert kind.__name__ in (f"{words}Error", words)
