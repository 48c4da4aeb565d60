"""Making clients: what is checked, what is read from the environment, what closing does."""

from __future__ import annotations

import gc
import pickle
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from keyhelm import AsyncClient, Client, ConfigError, EnvironmentMismatchError, Secret

if TYPE_CHECKING:
    from keyhelm.testing import Sandbox

HERE = "http://127.0.0.1:9"


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize(
    ("platform", "settings", "part"),
    [
        ("nowhere", {"api_key": "x"}, "no such platform"),
        ("bousol", {}, "api_key"),
        ("bousol", {"api_key": "x", "timeout": -1.0}, "`timeout`"),
        ("bousol", {"api_key": "x", "timeout": float("nan")}, "`timeout`"),
        ("bousol", {"api_key": "x", "timeout": 0}, "`timeout`"),
        ("bousol", {"api_key": "x", "max_attempts": -1}, "`max_attempts`"),
        ("bousol", {"api_key": "x", "max_attempts": 0}, "`max_attempts`"),
        ("bousol", {"api_key": "x", "max_concurrency": 0}, "`max_concurrency`"),
        ("bousol", {"api_key": "x", "rate_limit": "often"}, "`rate_limit`"),
        ("bousol", {"api_key": "x", "rate_limit": (0, 60.0)}, "`rate_limit`"),
        ("bousol", {"api_key": "x", "environment": "prod"}, "environment"),
        ("bousol", {"api_key": "x", "base_url": "http://example.com"}, "`base_url`"),
        ("bousol", {"api_key": "x", "ca_certificates": "no PEM"}, "`ca_certificates`"),
        ("bousol", {"api_key": "x", "proxy": "socks5://h:1"}, "`proxy`"),
        ("bousol", {"api_key": "x", "user_agent": "a\nb"}, "`user_agent`"),
        ("bousol", {"api_key": "x", "company_id": "c"}, "`company_id`"),
        ("bousol", {"api_key": "x", "shared_limit": "http://h"}, "`shared_limit`"),
        ("adyen", {"api_key": "x", "company_id": "c", "merchant_id": "m", "environment": "test"}, "exclude"),
        ("adyen", {"api_key": "x"}, "environment"),
    ],
)
def test_a_wrong_set_up_is_config(kind: Any, platform: str, settings: dict[str, Any], part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        kind(platform, **settings)
    assert part in caught.value.message
    assert caught.value.attempts == 0


def test_a_key_of_the_other_environment() -> None:
    with pytest.raises(EnvironmentMismatchError):
        Client("certopay", api_key="sk_live_EXAMPLE0NOT0A0KEY", environment="test")


@pytest.mark.parametrize(
    "settings",
    [{"api_key": 7}, {"api_key": b"bytes"}, {"timeout": "30"}, {"base_url": 7}, {"no_such": 1}, {"no_such": None}],
)
def test_a_wrong_type_is_a_type_error(settings: Any) -> None:
    with pytest.raises(TypeError) as caught:
        Client("bousol", **settings)
    assert next(iter(settings)) in str(caught.value)


def test_every_setting_is_taken() -> None:
    with Client(
        "certopay",
        api_key=Secret("sk_test_EXAMPLE0NOT0A0KEY"),
        email="m@example.com",
        password=Secret.password("correct horse battery"),
        environment="test",
        base_url=HERE,
        timeout=3,
        connect_timeout=0.5,
        max_attempts=1,
        rate_limit=(5, 1.5),
        max_concurrency=2,
        proxy="http://user:pass@proxy.example:1",
        ca_certificates=[],
        user_agent="mine/1",
    ) as client:
        assert (client.platform, client.environment) == ("certopay", "test")
        assert repr(client) == "<Client certopay test>"
    with Client("adyen", username="ws@Company.X", password="p" * 16, environment="live", base_url=HERE) as client:
        assert client.environment == "live"
    with Client("bousol", api_key="x", rate_limit="unlimited"):
        pass


def test_from_env(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    account = sandbox.accounts["certopay"]
    monkeypatch.setenv("CERTOPAY_API_KEY", account.api_key)
    monkeypatch.setenv("CERTOPAY_BASE_URL", account.base_url)
    monkeypatch.setenv("CERTOPAY_ENVIRONMENT", "test")
    with Client.from_env("certopay") as client:
        assert client.keys.verify().outcome == "valid"
    with Client.from_env("certopay", api_key="sk_test_EXAMPLE0NOT0A0KEY") as client:
        assert client.keys.verify().outcome == "invalid"
    monkeypatch.setenv("CERTOPAY_ENVIRONMENT", "prod")
    with pytest.raises(ConfigError):
        AsyncClient.from_env("certopay")


def test_a_closed_client_says_so(adyen: Client) -> None:
    keys = adyen.keys
    adyen.close()
    adyen.close()
    for attempt in (lambda: adyen.keys.current(), lambda: keys.list_all(), lambda: adyen.set_api_key("x")):
        with pytest.raises(RuntimeError, match="closed"):
            attempt()


def test_a_new_key_is_used_from_then_on(certopay: Client, sandbox: Sandbox) -> None:
    certopay.set_api_key(Secret("sk_test_EXAMPLE0NOT0A0KEY"))
    assert certopay.keys.verify().outcome == "invalid"
    certopay.set_api_key(sandbox.accounts["certopay"].api_key)
    assert certopay.keys.verify().outcome == "valid"
    with pytest.raises(EnvironmentMismatchError):
        certopay.set_api_key("sk_live_EXAMPLE0NOT0A0KEY")
    with pytest.raises(ConfigError):
        certopay.set_api_key("two\nlines")
    assert certopay.keys.verify().outcome == "valid"


def test_a_client_is_not_pickled(adyen: Client) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(adyen)


def test_a_client_that_is_forgotten_goes(sandbox: Sandbox) -> None:
    client = sandbox.client("adyen")
    assert client.keys.verify().outcome == "valid"
    gone = weakref.ref(client)
    del client
    gc.collect()
    assert gone() is None


def test_the_other_accounts_of_adyen(sandbox: Sandbox) -> None:
    merchant = sandbox.accounts["adyen"].settings["merchant_id"]
    with sandbox.client("adyen", merchant_id=merchant) as client:
        assert client.keys.list().items
