"""Every call once, as a user writes it, against the sandbox; the same for threads and for asyncio."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Coroutine
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from keyhelm import ApiKey, AsyncClient, Client, Secret
from keyhelm.scope import adyen as roles

if TYPE_CHECKING:
    from keyhelm.testing import Sandbox


class Awaited:
    """Calls of an `AsyncClient` written as those of a `Client`, so that one test serves both."""

    def __init__(self, face: Any) -> None:
        self._face = face

    def __getattr__(self, name: str) -> Any:
        part = getattr(self._face, name)
        if type(part).__name__.startswith("Async"):
            return Awaited(part)
        return self._waited(part) if callable(part) else part

    @staticmethod
    def _waited(part: Any) -> Any:
        def call(*args: Any, **settings: Any) -> Any:
            async def wait() -> Any:
                given = part(*args, **settings)
                if hasattr(given, "__aiter__"):
                    return [key async for key in given]
                return await given if inspect.isawaitable(given) else given

            return asyncio.run(wait())

        return call


@pytest.fixture(params=["threads", "asyncio"])
def face(request: pytest.FixtureRequest, sandbox: Sandbox) -> Any:
    def client(platform: str, **settings: Any) -> Any:
        if request.param == "threads":
            return sandbox.client(platform, **settings)
        return Awaited(sandbox.async_client(platform, **settings))

    return client


def test_the_life_of_a_key(face: Any) -> None:
    client = face("adyen")
    before = datetime.now(timezone.utc)
    issued = client.keys.create(
        "billing", scopes=[roles.CHECKOUT_WEBSERVICE], allowed_origins=["https://shop.example"], nonce=True
    )
    assert isinstance(issued.secret, Secret)
    assert isinstance(issued.password, Secret)
    assert issued.previous == "none"
    assert issued.previous_ends_at is None
    assert issued.key.label == "billing"
    assert issued.key.details["description"].startswith("billing kh-")

    id = issued.key.id
    assert client.keys.get(id) == issued.key
    assert client.keys.get(id) != client.keys.current()
    assert client.keys.update(id, label="reporting", scopes=[roles.MERCHANT_RECURRING]).label == "reporting"

    renewed = client.keys.regenerate(id)
    assert renewed.previous == "grace"
    assert timedelta(hours=23) < renewed.previous_ends_at - before < timedelta(hours=25)
    genuine = ("valid", "valid_without_permission")
    assert client.keys.verify(renewed.secret).outcome in genuine
    assert client.keys.verify(renewed.secret.expose()).outcome in genuine
    assert client.keys.regenerate_client_key(id).client_key.startswith("test_")

    added = client.keys.origins.add(id, "https://other.example")
    assert added.domain == "https://other.example"
    assert added in client.keys.origins.list(id)
    assert client.keys.origins.remove(id, added.id) is None
    assert added not in client.keys.origins.list(id)

    assert client.keys.revoke(id).status == "inactive"
    assert client.keys.revoke(id).status == "inactive"
    assert client.keys.verify(renewed.secret).outcome == "invalid"


def test_pages(face: Any) -> None:
    client = face("adyen")
    made = [client.keys.create(f"key {number}").key.id for number in range(4)]
    page = client.keys.list(page=2, page_size=2)
    assert (page.page, page.page_size, page.total, page.total_pages) == (2, 2, 5, 3)
    assert [type(key) for key in page.items] == [ApiKey, ApiKey]
    assert set(made) < {key.id for key in client.keys.list_all()}


def test_current_and_regenerate_at_certopay(face: Any) -> None:
    client = face("certopay")
    key = client.keys.current()
    assert key.created_at.tzinfo is timezone.utc
    issued = client.keys.regenerate()
    assert issued.previous == "dead"
    assert issued.key.created_at > key.created_at
    assert client.keys.verify().outcome == "valid"


def test_caibo(face: Any) -> None:
    assert face("caibo").keys.regenerate().secret.masked.startswith("caibo_test_sk_****")


@pytest.mark.parametrize("platform", ["adyen", "bousol", "caibo", "certopay", "compago"])
def test_verify(face: Any, platform: str) -> None:
    verification = face(platform).keys.verify()
    assert verification.outcome == "valid"
    assert verification.reason is None
    assert verification.environment == "test"


def test_what_a_person_does(face: Any) -> None:
    client = face("compago")
    with pytest.raises(keyhelm.UnsupportedOperationError) as caught:
        client.keys.create("x")
    assert caught.value.hint == client.capabilities["create"].guide
    assert caught.value.attempts == 0


def test_request(face: Any) -> None:
    client = face("bousol")
    answer = client.request("get", "/invoices", query={"limit": 5, "page": 1})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json() == json.loads(answer.body)
    assert repr(answer) == "Response(status=200)"
    with pytest.raises(keyhelm.NotFoundError):
        client.request("GET", "/no/such/path")
    with pytest.raises(keyhelm.ValidationFailedError) as caught:
        client.request("GET", "https://elsewhere.example/")
    assert list(caught.value.fields) == ["path"]


def test_a_lost_answer_is_found(face: Any, sandbox: Sandbox) -> None:
    client = face("adyen")
    sandbox.fault("adyen", {"drop": "after"}, method="POST")
    with pytest.raises(keyhelm.OutcomeUnknownError) as caught:
        client.keys.create("lost", nonce=True)
    found = client.keys.reconcile(caught.value)
    assert found.outcome == "happened"
    assert found.key.label == "lost"
    assert found.candidates == ()
    assert found.key.id in found.advice


def test_a_time_of_its_own(face: Any, sandbox: Sandbox) -> None:
    sandbox.fault("adyen", {"hang_ms": 60_000})
    with pytest.raises(TimeoutError) as caught:
        face("adyen").keys.current(timeout=0.1)
    assert isinstance(caught.value, keyhelm.TimeoutError)
    with pytest.raises(keyhelm.ConfigError):
        face("adyen").keys.current(timeout=-1)


def test_the_faces_offer_the_same() -> None:
    for one, other in [
        (Client, AsyncClient),
        (keyhelm.Keys, keyhelm.AsyncKeys),
        (keyhelm.Origins, keyhelm.AsyncOrigins),
    ]:
        names = [
            {name for name in dir(kind) if not name.startswith("_")} - {"close", "aclose"} for kind in (one, other)
        ]
        assert names[0] == names[1]


def test_request_as_it_is_sent(server: Any) -> None:
    with Client("bousol", api_key="sk_test_EXAMPLE0NOT0A0KEY", base_url=server.url) as client:
        client.request(
            "POST",
            "things",
            query=[("a", "1 2"), ("a", True)],
            json={"b": [1, 2.5, None, True, {"c": "ü"}], "a": 2**63, "t": (1,)},
            headers={"x-extra": Secret("shh-this-is-secret")},
        )
    sent = server.asked[0]
    assert (sent.method, sent.path) == ("POST", "/things?a=1+2&a=true")
    assert sent.body.decode() == '{"b":[1,2.5,null,true,{"c":"ü"}],"a":9223372036854775808,"t":[1]}'
    assert sent.headers["x-extra"] == "shh-this-is-secret"


@pytest.mark.parametrize(
    ("json", "error"),
    [
        ({"a": Secret("x")}, TypeError),
        ({1: 2}, TypeError),
        ({"a": {1, 2}}, TypeError),
        ([float("nan")], ValueError),
        ([2**64], ValueError),
        (["\ud800"], ValueError),
    ],
)
def test_what_json_cannot_carry_is_refused(certopay: Client, json: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="`json`"):
        certopay.request("POST", "/x", json=json)


def test_json_that_holds_itself(certopay: Client) -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(ValueError, match="holds itself"):
        certopay.request("POST", "/x", json=circle)


def test_a_secret_in_a_query_is_refused(certopay: Client) -> None:
    with pytest.raises(TypeError, match="Secret"):
        certopay.request("GET", "/x", query={"key": Secret("x")})  # type: ignore[dict-item]


def test_a_coroutine_is_one(async_adyen: AsyncClient) -> None:
    call = async_adyen.keys.current()
    assert isinstance(call, Coroutine)
    call.close()
