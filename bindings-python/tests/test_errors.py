"""Every error code as the sandbox brings it about, and what the exceptions carry."""

from __future__ import annotations

import pickle
import traceback
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from conftest import fresh_key
from keyhelm import Client, KeyhelmError
from server import Answer, Server

if TYPE_CHECKING:
    from keyhelm.testing import Sandbox

NO_KEY = "sk_test_EXAMPLE0NOT0A0KEY"


def caught(call: Any, kind: type[KeyhelmError]) -> KeyhelmError:
    with pytest.raises(kind) as info:
        call()
    assert type(info.value) is kind
    return info.value


def config(_sandbox: Sandbox) -> KeyhelmError:
    return caught(lambda: Client("bousol"), keyhelm.ConfigError)


def environment_mismatch(sandbox: Sandbox) -> KeyhelmError:
    client = sandbox.client("certopay")
    return caught(lambda: client.keys.verify("sk_live_EXAMPLE0NOT0A0KEY"), keyhelm.EnvironmentMismatchError)


def unsupported_operation(sandbox: Sandbox) -> KeyhelmError:
    return caught(sandbox.client("bousol").keys.list, keyhelm.UnsupportedOperationError)


def unauthenticated(sandbox: Sandbox) -> KeyhelmError:
    client = sandbox.client("adyen", api_key="AQE-not-a-real-key")
    return caught(client.keys.list, keyhelm.UnauthenticatedError)


def token_expired(sandbox: Sandbox) -> KeyhelmError:
    refusal = {"status": 401, "body": {"error": {"code": "expired_token", "message": "expired"}}}
    sandbox.fault("certopay", refusal, path="/me", times=2)
    return caught(sandbox.client("certopay").keys.current, keyhelm.TokenExpiredError)


def permission_denied(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("adyen", {"status": 403, "body": {"errorCode": "00_403", "detail": "no", "requestId": "R1"}})
    return caught(sandbox.client("adyen").keys.list, keyhelm.PermissionDeniedError)


def invalid_request(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("adyen", {"status": 400, "body": {"errorCode": "00_400", "detail": "no"}})
    return caught(sandbox.client("adyen").keys.list, keyhelm.InvalidRequestError)


def validation_failed(sandbox: Sandbox) -> KeyhelmError:
    error = caught(lambda: sandbox.client("adyen").keys.list(page=0), keyhelm.ValidationFailedError)
    assert list(error.fields) == ["page"]
    return error


def not_found(sandbox: Sandbox) -> KeyhelmError:
    error = caught(lambda: sandbox.client("adyen").keys.get("S2-0"), keyhelm.NotFoundError)
    assert (error.status, error.platform_code, error.attempts) == (404, "00_404", 1)
    return error


def conflict(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("bousol", {"status": 409, "body": {"error": "clash"}})
    return caught(lambda: sandbox.client("bousol").request("POST", "/invoices", json={}), keyhelm.ConflictError)


def rate_limited(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("compago", {"status": 429, "headers": {"Retry-After": "7"}})
    error = caught(
        lambda: sandbox.client("compago", api_key=fresh_key()).keys.verify(timeout=1), keyhelm.RateLimitedError
    )
    assert error.retry_after == 7.0
    return error


def server_error(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("adyen", {"status": 503}, times=9)
    return caught(sandbox.client("adyen", max_attempts=1).keys.list, keyhelm.ServerError)


def timeout(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("adyen", {"hang_ms": 60_000}, times=9)
    error = caught(lambda: sandbox.client("adyen").keys.list(timeout=0.05), keyhelm.TimeoutError)
    assert isinstance(error, TimeoutError)
    return error


def connection_failed(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("adyen", {"drop": "before"}, times=9)
    error = caught(sandbox.client("adyen", max_attempts=1).keys.list, keyhelm.ConnectionFailedError)
    assert isinstance(error, ConnectionError)
    assert isinstance(error.__cause__, keyhelm.errors.Cause)
    assert str(error.__cause__)
    return error


def outcome_unknown(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("certopay", {"drop": "after"}, path="regenerate")
    return caught(sandbox.client("certopay").keys.regenerate, keyhelm.OutcomeUnknownError)


def malformed_response(sandbox: Sandbox) -> KeyhelmError:
    sandbox.fault("adyen", {"garbage": True}, times=9)
    return caught(sandbox.client("adyen", max_attempts=1).keys.list, keyhelm.MalformedResponseError)


def cancelled(_sandbox: Sandbox) -> KeyhelmError:
    """Python cancels in its own ways, so this one is made by hand."""
    return keyhelm.CancelledError("cancelled", platform="adyen", operation="list", attempts=1)


ALL = [
    config,
    environment_mismatch,
    unsupported_operation,
    unauthenticated,
    token_expired,
    permission_denied,
    invalid_request,
    validation_failed,
    not_found,
    conflict,
    rate_limited,
    server_error,
    timeout,
    connection_failed,
    outcome_unknown,
    malformed_response,
    cancelled,
]
FACTS = [
    "platform",
    "operation",
    "status",
    "platform_code",
    "request_id",
    "retry_after",
    "attempts",
    "fields",
    "hint",
    "message",
    "code",
    "retryable",
]


def test_every_code_is_brought_about() -> None:
    assert {make.__name__ for make in ALL} == {kind.code for kind in KeyhelmError.__subclasses__()}


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__)
def test_an_error(sandbox: Sandbox, make: Any) -> None:
    error: KeyhelmError = make(sandbox)
    assert error.code == make.__name__
    assert "\n" not in str(error)
    assert error.message in str(error)
    assert error.platform in sandbox.accounts
    assert type(error.attempts) is int
    assert error.retry_after is None or type(error.retry_after) is float
    assert error.args == (error.message,)

    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert repr(again) == repr(error)
    for fact in FACTS:
        assert getattr(again, fact) == getattr(error, fact)
    assert str(again.__cause__) == str(error.__cause__)

    shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    for account in sandbox.accounts.values():
        for name in ("api_key", "password"):
            assert account.settings.get(name, "absent") not in shown


def test_a_pickled_error_is_reconciled(sandbox: Sandbox) -> None:
    with sandbox.client("certopay") as client:
        sandbox.fault("certopay", {"drop": "after"}, path="regenerate")
        error = caught(client.keys.regenerate, keyhelm.OutcomeUnknownError)
        again = pickle.loads(pickle.dumps(error))
        assert client.keys.reconcile(again).outcome == client.keys.reconcile(error).outcome == "happened"


def test_what_is_no_lost_answer_is_not_reconciled(adyen: Client) -> None:
    for error in (keyhelm.OutcomeUnknownError("by hand"), keyhelm.NotFoundError("by hand")):
        with pytest.raises(keyhelm.ValidationFailedError):
            adyen.keys.reconcile(error)
    with pytest.raises(TypeError):
        adyen.keys.reconcile(ValueError("x"))  # type: ignore[arg-type]


def test_notes_are_kept(sandbox: Sandbox) -> None:
    error = not_found(sandbox)
    error.__dict__["__notes__"] = ["while looking"]
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["while looking"]


def test_a_platform_that_echoes_the_key(server: Server) -> None:
    server.answers[:] = [Answer(400, b'{"errorCode": "x", "detail": "bad key ' + NO_KEY.encode() + b'"}')]
    with Client("adyen", api_key=NO_KEY, base_url=server.url, company_id="C") as client:
        error = caught(client.keys.list, keyhelm.InvalidRequestError)
    assert NO_KEY not in f"{error} {error!r} {error.__dict__} {pickle.dumps(error)!r}"
