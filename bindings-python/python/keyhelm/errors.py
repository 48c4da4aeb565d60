"""One exception per error code. All derive from `KeyhelmError` and carry the same facts.

>>> from keyhelm import Client, ConfigError
>>> try:
...     Client("bousol")
... except ConfigError as error:
...     print(error.code, error.attempts, error.retryable)
config 0 False
"""

from __future__ import annotations

import builtins

from ._native import Failure, is_retryable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, ClassVar


class KeyhelmError(Exception):
    """What went wrong, to which call, and what to do about it. No attribute holds a secret.

    A caught error can be pickled; it can be given to `reconcile` in another process, too.
    """

    code: ClassVar[str]
    """The error code, the same in every language."""
    message: str
    """One line that says what happened and what to do."""
    platform: str | None
    """The platform that was called, or would have been."""
    operation: str | None
    """The call that failed: `"list"`, `"origins.add"`, …"""
    status: int | None
    """The HTTP status of the platform's last answer, where there was one."""
    platform_code: str | None
    """The platform's own code, `"00_403"` for instance."""
    request_id: str | None
    """The platform's name for this request, to quote to its support."""
    retry_after: float | None
    """How many seconds to wait before calling again, where that is known."""
    attempts: int
    """How often the request was tried on the network; 0 when the error was found before that."""
    fields: Mapping[str, str]
    """The values that were refused: name → why."""
    hint: str | None
    """What a person can do: a dashboard path, or how to find out what became of a call."""

    def __init__(
        self,
        message: str,
        *,
        platform: str | None = None,
        operation: str | None = None,
        status: int | None = None,
        platform_code: str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        attempts: int = 0,
        fields: Mapping[str, str] | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.platform = platform
        self.operation = operation
        self.status = status
        self.platform_code = platform_code
        self.request_id = request_id
        self.retry_after = retry_after
        self.attempts = attempts
        self.fields = dict(fields or {})
        self.hint = hint
        self._failure: Failure | None = None

    @property
    def retryable(self) -> bool:
        """Whether the same call, made again later, may succeed without anything being changed first."""
        return is_retryable(self.code)

    def __str__(self) -> str:
        return self.message if self._failure is None else str(self._failure)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self.message, self.__dict__, self.__cause__)


def _restored(
    kind: type[KeyhelmError], message: str, state: dict[str, Any], cause: BaseException | None
) -> KeyhelmError:
    error = kind(message)
    error.__dict__.update(state)
    error.__cause__ = cause
    return error


class Cause(Exception):
    """What lay beneath an error, in words: the `__cause__` of a `KeyhelmError`."""


class ConfigError(KeyhelmError):
    """The client was set up wrong; nothing was sent. Correct the setting the message names."""

    code = "config"


class EnvironmentMismatchError(KeyhelmError):
    """A test key on live, or the reverse; nothing was sent, or the platform said so."""

    code = "environment_mismatch"


class UnsupportedOperationError(KeyhelmError):
    """The platform has no such call; `hint` says where a person does it."""

    code = "unsupported_operation"


class UnauthenticatedError(KeyhelmError):
    """Key or login missing, wrong, revoked or expired."""

    code = "unauthenticated"


class TokenExpiredError(KeyhelmError):
    """The management token expired and logging in again did not help."""

    code = "token_expired"


class PermissionDeniedError(KeyhelmError):
    """The credential lacks a scope or role."""

    code = "permission_denied"


class InvalidRequestError(KeyhelmError):
    """The platform could not read the request; any other 4xx."""

    code = "invalid_request"


class ValidationFailedError(KeyhelmError):
    """The platform, or a local check, refused a value; see `fields`."""

    code = "validation_failed"


class NotFoundError(KeyhelmError):
    """No such key or resource."""

    code = "not_found"


class ConflictError(KeyhelmError):
    """A clash of states or names."""

    code = "conflict"


class RateLimitedError(KeyhelmError):
    """The limit is reached and the wait does not fit the deadline; `retry_after` says how long it is."""

    code = "rate_limited"


class ServerError(KeyhelmError):
    """5xx to a call that is safe to repeat, and repeating did not help."""

    code = "server_error"


class TimeoutError(KeyhelmError, builtins.TimeoutError):
    """No answer within the deadline, and the call is safe to repeat or nothing was sent."""

    code = "timeout"


class ConnectionFailedError(KeyhelmError, builtins.ConnectionError):
    """Could not connect, or the line broke, and the call is safe to repeat or nothing was sent."""

    code = "connection_failed"


class OutcomeUnknownError(KeyhelmError):
    """A call that is not safe to repeat may have been carried out: give this error to `keys.reconcile`."""

    code = "outcome_unknown"


class MalformedResponseError(KeyhelmError):
    """The answer to a call that is safe to repeat could not be understood; or a redirect."""

    code = "malformed_response"


class CancelledError(KeyhelmError):
    """The call was cancelled. Python's own ways are `KeyboardInterrupt` and `asyncio.CancelledError`."""

    code = "cancelled"


_BY_CODE: dict[str, type[KeyhelmError]] = {kind.code: kind for kind in KeyhelmError.__subclasses__()}


def _of_failure(
    code: str, message: str, facts: dict[str, Any], failure: Failure, causes: Sequence[str]
) -> KeyhelmError:
    error = _BY_CODE[code](message, **facts)
    error._failure = failure
    beneath: BaseException = error
    for text in causes:
        beneath.__cause__ = Cause(text)
        beneath = beneath.__cause__
    return error
