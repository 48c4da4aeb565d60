import builtins
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final, Literal, TypeAlias, final, overload

from typing_extensions import Self

from .errors import KeyhelmError

_Platform: TypeAlias = Literal["adyen", "bousol", "caibo", "certopay", "compago"]
_Environment: TypeAlias = Literal["test", "live"]
_Operation: TypeAlias = Literal[
    "list",
    "get",
    "current",
    "create",
    "update",
    "regenerate",
    "revoke",
    "verify",
    "reconcile",
    "regenerate_client_key",
    "origins.list",
    "origins.add",
    "origins.remove",
]
_Plain: TypeAlias = str | int | float | bool

__all__ = [
    "AdyenScopes",
    "ApiKey",
    "AsyncClient",
    "AsyncKeyIterator",
    "AsyncKeys",
    "AsyncOrigins",
    "BousolScopes",
    "Call",
    "Capability",
    "Client",
    "ClientKey",
    "Failure",
    "IssuedKey",
    "KeyIterator",
    "Keys",
    "Mailbox",
    "Origin",
    "Origins",
    "Page",
    "Recognition",
    "Reconciliation",
    "Redactor",
    "RedactorStream",
    "Response",
    "Secret",
    "Verification",
    "__version__",
    "after_fork_in_child",
    "after_fork_in_parent",
    "before_fork",
    "capabilities",
    "expires_at",
    "is_retryable",
    "missing_scopes",
    "recognise",
    "shut_down",
]

__version__: Final[str]

@final
class Client:
    """A client of one platform with one set of credentials, for threads.

    All settings are checked here, and nothing is sent: a wrong one raises `ConfigError`, a live key in a client set
    to `test` (or the reverse) `EnvironmentMismatchError`. Times are in seconds. A client may be shared by threads;
    in a forked process it goes on with connections of its own.

    - `timeout` (30): the whole call, waits and repeats included. `connect_timeout` (5). `max_attempts` (3).
    - `rate_limit`: `(requests, seconds)` or `"unlimited"`; the platform's documented limit unless it is set.
    - `shared_limit`: a `redis://` URL through which all hosts that use the key share its limit.
    - `max_concurrency`: how many requests may be under way at once. `proxy`: instead of the system's.
    - `ca_certificates`: PEM beside the system's, one or several. `user_agent`.

    >>> from keyhelm import Client
    >>> with Client("adyen", api_key="AQE-not-a-real-key", environment="test") as client:
    ...     client.capabilities["create"].availability
    'api'
    """
    def __new__(
        cls,
        platform: str,
        *,
        api_key: str | Secret | None = None,
        username: str | None = None,
        email: str | None = None,
        password: str | Secret | None = None,
        environment: _Environment | None = None,
        base_url: str | None = None,
        company_id: str | None = None,
        merchant_id: str | None = None,
        user_id: str | None = None,
        payment_request_id: str | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        max_attempts: int | None = None,
        rate_limit: tuple[int, float] | Literal["unlimited"] | None = None,
        shared_limit: str | Secret | None = None,
        max_concurrency: int | None = None,
        proxy: str | Secret | None = None,
        ca_certificates: str | bytes | Iterable[str | bytes] | None = None,
        user_agent: str | None = None,
    ) -> Self: ...
    @classmethod
    def from_env(
        cls,
        platform: str,
        *,
        api_key: str | Secret | None = None,
        username: str | None = None,
        email: str | None = None,
        password: str | Secret | None = None,
        environment: _Environment | None = None,
        base_url: str | None = None,
        company_id: str | None = None,
        merchant_id: str | None = None,
        user_id: str | None = None,
        payment_request_id: str | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        max_attempts: int | None = None,
        rate_limit: tuple[int, float] | Literal["unlimited"] | None = None,
        shared_limit: str | Secret | None = None,
        max_concurrency: int | None = None,
        proxy: str | Secret | None = None,
        ca_certificates: str | bytes | Iterable[str | bytes] | None = None,
        user_agent: str | None = None,
    ) -> Client:
        """Makes a client from environment variables: `<PLATFORM>_API_KEY`, `_BASE_URL`, `_ENVIRONMENT`, `_EMAIL`
        and `_PASSWORD`; `ADYEN_COMPANY_ID`, `ADYEN_MERCHANT_ID`, `ADYEN_USERNAME`; `CAIBO_USER_ID`,
        `CAIBO_PAYMENT_REQUEST_ID`. An argument wins over a variable; an empty variable counts as none.
        """
    @property
    def platform(self) -> _Platform:
        """The platform, `"certopay"` for instance."""
    @property
    def environment(self) -> _Environment | None:
        """`"test"` or `"live"`, as far as the settings, the key's format or the host tell."""
    @property
    def keys(self) -> Keys:
        """The calls about keys."""
    @property
    def capabilities(self) -> dict[_Operation, Capability]:
        """How each operation is done at this platform: by this client, by a person, or not at all."""
    def set_api_key(self, secret: str | Secret) -> None:
        """Changes the API key. Calls under way finish with the old one.

        Refused, with the old key kept: a key that cannot stand in a header (`ConfigError`), and one whose
        format tells the other environment (`EnvironmentMismatchError`).
        """
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, _Plain] | Sequence[tuple[str, _Plain]] | None = None,
        json: object = None,
        headers: Mapping[str, str | Secret] | None = None,
        auth: Literal["key", "token"] = "key",
        repeatable: bool = False,
        timeout: float | None = None,
    ) -> Response:
        """Any other call of the platform, signed like the rest.

        `path` is relative to the base URL. An answer with an error status raises the same exceptions as
        everywhere; any 2xx comes back as it is. `auth` is `"key"` or `"token"` (the login's). GET and HEAD are
        repeated where that helps; everything else only when it certainly was not carried out, unless
        `repeatable` says that doing it twice does no harm.
        """
    def close(self) -> None:
        """Refuses further calls and lets the connections go."""
    def __enter__(self) -> Client: ...
    def __exit__(self, *_exception: object) -> None: ...

@final
class AsyncClient:
    """A client of one platform with one set of credentials, for asyncio.

    It takes the settings of `Client` and has its calls, to be awaited. Cancelling a task ends its request. A client
    may be used from one event loop after another.

    >>> import asyncio
    >>> from keyhelm import AsyncClient
    >>> async def main() -> None:
    ...     async with AsyncClient("adyen", api_key="AQE-not-a-real-key", environment="test") as client:
    ...         print(client)
    >>> asyncio.run(main())
    <AsyncClient adyen test>
    """
    def __new__(
        cls,
        platform: str,
        *,
        api_key: str | Secret | None = None,
        username: str | None = None,
        email: str | None = None,
        password: str | Secret | None = None,
        environment: _Environment | None = None,
        base_url: str | None = None,
        company_id: str | None = None,
        merchant_id: str | None = None,
        user_id: str | None = None,
        payment_request_id: str | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        max_attempts: int | None = None,
        rate_limit: tuple[int, float] | Literal["unlimited"] | None = None,
        shared_limit: str | Secret | None = None,
        max_concurrency: int | None = None,
        proxy: str | Secret | None = None,
        ca_certificates: str | bytes | Iterable[str | bytes] | None = None,
        user_agent: str | None = None,
    ) -> Self: ...
    @classmethod
    def from_env(
        cls,
        platform: str,
        *,
        api_key: str | Secret | None = None,
        username: str | None = None,
        email: str | None = None,
        password: str | Secret | None = None,
        environment: _Environment | None = None,
        base_url: str | None = None,
        company_id: str | None = None,
        merchant_id: str | None = None,
        user_id: str | None = None,
        payment_request_id: str | None = None,
        timeout: float | None = None,
        connect_timeout: float | None = None,
        max_attempts: int | None = None,
        rate_limit: tuple[int, float] | Literal["unlimited"] | None = None,
        shared_limit: str | Secret | None = None,
        max_concurrency: int | None = None,
        proxy: str | Secret | None = None,
        ca_certificates: str | bytes | Iterable[str | bytes] | None = None,
        user_agent: str | None = None,
    ) -> AsyncClient:
        """Makes a client from environment variables: `<PLATFORM>_API_KEY`, `_BASE_URL`, `_ENVIRONMENT`, `_EMAIL`
        and `_PASSWORD`; `ADYEN_COMPANY_ID`, `ADYEN_MERCHANT_ID`, `ADYEN_USERNAME`; `CAIBO_USER_ID`,
        `CAIBO_PAYMENT_REQUEST_ID`. An argument wins over a variable; an empty variable counts as none.
        """
    @property
    def platform(self) -> _Platform:
        """The platform, `"certopay"` for instance."""
    @property
    def environment(self) -> _Environment | None:
        """`"test"` or `"live"`, as far as the settings, the key's format or the host tell."""
    @property
    def keys(self) -> AsyncKeys:
        """The calls about keys."""
    @property
    def capabilities(self) -> dict[_Operation, Capability]:
        """How each operation is done at this platform: by this client, by a person, or not at all."""
    def set_api_key(self, secret: str | Secret) -> None:
        """Changes the API key. Calls under way finish with the old one.

        Refused, with the old key kept: a key that cannot stand in a header (`ConfigError`), and one whose
        format tells the other environment (`EnvironmentMismatchError`).
        """
    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, _Plain] | Sequence[tuple[str, _Plain]] | None = None,
        json: object = None,
        headers: Mapping[str, str | Secret] | None = None,
        auth: Literal["key", "token"] = "key",
        repeatable: bool = False,
        timeout: float | None = None,
    ) -> Coroutine[Any, Any, Response]:
        """Any other call of the platform, signed like the rest.

        `path` is relative to the base URL. An answer with an error status raises the same exceptions as
        everywhere; any 2xx comes back as it is. `auth` is `"key"` or `"token"` (the login's). GET and HEAD are
        repeated where that helps; everything else only when it certainly was not carried out, unless
        `repeatable` says that doing it twice does no harm.
        """
    def aclose(self) -> Coroutine[Any, Any, None]:
        """Refuses further calls and lets the connections go."""
    def __aenter__(self) -> Coroutine[Any, Any, AsyncClient]: ...
    def __aexit__(self, *_exception: object) -> Coroutine[Any, Any, None]: ...

@final
class Keys:
    """The calls about keys of a `Client`. Each takes `timeout`, in seconds, for itself alone."""
    def list(
        self, *, page: int | None = None, page_size: int | None = None, timeout: float | None = None
    ) -> Page:
        """A page of keys: the first one with 10 keys, unless it is told otherwise.

        `page` counts from 1; `page_size` is 1 to 100.
        """
    def list_all(self, *, timeout: float | None = None) -> KeyIterator:
        """Every key, one after another; pages are fetched as they are needed.

        A key that shows up on two pages, because others were made meanwhile, is given once. `timeout` is for
        each page. After an error the sequence has ended.
        """
    def get(self, id: str, *, timeout: float | None = None) -> ApiKey:
        """The key with this id."""
    def current(self, *, timeout: float | None = None) -> ApiKey:
        """The key of the credential in use: at Adyen the one the call is made with, at CertoPay the account's."""
    def create(
        self,
        label: str,
        *,
        scopes: Sequence[str] | None = None,
        allowed_origins: Sequence[str] | None = None,
        accounts: Sequence[str] | None = None,
        nonce: bool = False,
        timeout: float | None = None,
    ) -> IssuedKey:
        """A new key under this label. Adyen calls the label description and allows 50 characters, the scopes
        roles and the accounts associated merchant accounts.

        With `nonce` it adds ` kh-` and eight random characters to the description, so that `reconcile` can
        tell this key from all others; the label is then at most 38 characters.

        Never sent twice unless it certainly was not carried out. When its answer is lost it raises
        `OutcomeUnknownError`: give that to `reconcile`.
        """
    def update(
        self,
        id: str,
        *,
        label: str | None = None,
        scopes: Sequence[str] | None = None,
        allowed_origins: Sequence[str] | None = None,
        accounts: Sequence[str] | None = None,
        timeout: float | None = None,
    ) -> ApiKey:
        """Changes what is given and leaves the rest. Lists are whole new lists.

        Safe to repeat, because it sets absolute values. A change of nothing raises `ValidationFailedError`.
        """
    def regenerate(self, id: str | None = None, *, timeout: float | None = None) -> IssuedKey:
        """One new secret for an existing key. Store it before anything else: it is shown this once.

        `id` is for Adyen, and required there. What becomes of the old secret is in `previous`: at Adyen it works
        on for 24 hours; at CertoPay and Caibo it is dead at once, and this client goes on with the new one by
        itself.

        Never sent twice unless it certainly was not carried out. When its answer is lost it raises
        `OutcomeUnknownError`: give that to `reconcile`.
        """
    def revoke(self, id: str, *, timeout: float | None = None) -> ApiKey | None:
        """Ends a key. Doing it twice is a success. Adyen has no deletion: the credential is switched off.

        Gives the key as it is now, or `None` where the platform answers without it.
        """
    def verify(
        self,
        secret: str | Secret | None = None,
        *,
        payment_request_id: str | None = None,
        timeout: float | None = None,
    ) -> Verification:
        """Tells by a harmless read whether the client's key works, or the one given.

        A refused key is an outcome, not an error; errors are what keeps the question open. A given key of the
        other environment raises `EnvironmentMismatchError`, and nothing is sent. Caibo needs
        `payment_request_id`, here or in the client's settings.
        """
    def reconcile(self, error: KeyhelmError, *, timeout: float | None = None) -> Reconciliation:
        """Finds out what became of a call that raised `OutcomeUnknownError`, as far as the platform lets one
        look. It only reads. Use the client that made the call, or one for the same account; the error may
        have been pickled in between.

        `not_seen` right after the error may be too early: the platform may still be at work.
        """
    def regenerate_client_key(self, id: str, *, timeout: float | None = None) -> ClientKey:
        """A new client key for a credential; the old one works on for 24 hours. Adyen only. A client key is
        public.
        """
    @property
    def origins(self) -> Origins:
        """The origins that a credential's client key may be used from. Adyen only."""

@final
class Origins:
    """The origins that an Adyen credential's client key may be used from."""
    def list(self, id: str, *, timeout: float | None = None) -> builtins.list[Origin]:
        """All origins of a credential."""
    def add(self, id: str, domain: str, *, timeout: float | None = None) -> Origin:
        """One more, `https://shop.example` for instance. Never sent twice."""
    def remove(self, id: str, origin_id: str, *, timeout: float | None = None) -> None:
        """One less, by the id that `list` gave."""

@final
class AsyncKeys:
    """The calls about keys of an `AsyncClient`. Each takes `timeout`, in seconds, for itself alone, and is awaited."""
    def list(
        self, *, page: int | None = None, page_size: int | None = None, timeout: float | None = None
    ) -> Coroutine[Any, Any, Page]:
        """A page of keys: the first one with 10 keys, unless it is told otherwise.

        `page` counts from 1; `page_size` is 1 to 100.
        """
    def list_all(self, *, timeout: float | None = None) -> AsyncKeyIterator:
        """Every key, one after another; pages are fetched as they are needed.

        A key that shows up on two pages, because others were made meanwhile, is given once. `timeout` is for
        each page. After an error the sequence has ended.
        """
    def get(self, id: str, *, timeout: float | None = None) -> Coroutine[Any, Any, ApiKey]:
        """The key with this id."""
    def current(self, *, timeout: float | None = None) -> Coroutine[Any, Any, ApiKey]:
        """The key of the credential in use: at Adyen the one the call is made with, at CertoPay the account's."""
    def create(
        self,
        label: str,
        *,
        scopes: Sequence[str] | None = None,
        allowed_origins: Sequence[str] | None = None,
        accounts: Sequence[str] | None = None,
        nonce: bool = False,
        timeout: float | None = None,
    ) -> Coroutine[Any, Any, IssuedKey]:
        """A new key under this label. Adyen calls the label description and allows 50 characters, the scopes
        roles and the accounts associated merchant accounts.

        With `nonce` it adds ` kh-` and eight random characters to the description, so that `reconcile` can
        tell this key from all others; the label is then at most 38 characters.

        Never sent twice unless it certainly was not carried out. When its answer is lost it raises
        `OutcomeUnknownError`: give that to `reconcile`.
        """
    def update(
        self,
        id: str,
        *,
        label: str | None = None,
        scopes: Sequence[str] | None = None,
        allowed_origins: Sequence[str] | None = None,
        accounts: Sequence[str] | None = None,
        timeout: float | None = None,
    ) -> Coroutine[Any, Any, ApiKey]:
        """Changes what is given and leaves the rest. Lists are whole new lists.

        Safe to repeat, because it sets absolute values. A change of nothing raises `ValidationFailedError`.
        """
    def regenerate(self, id: str | None = None, *, timeout: float | None = None) -> Coroutine[Any, Any, IssuedKey]:
        """One new secret for an existing key. Store it before anything else: it is shown this once.

        `id` is for Adyen, and required there. What becomes of the old secret is in `previous`: at Adyen it works
        on for 24 hours; at CertoPay and Caibo it is dead at once, and this client goes on with the new one by
        itself.

        Never sent twice unless it certainly was not carried out. When its answer is lost it raises
        `OutcomeUnknownError`: give that to `reconcile`.
        """
    def revoke(self, id: str, *, timeout: float | None = None) -> Coroutine[Any, Any, ApiKey | None]:
        """Ends a key. Doing it twice is a success. Adyen has no deletion: the credential is switched off.

        Gives the key as it is now, or `None` where the platform answers without it.
        """
    def verify(
        self,
        secret: str | Secret | None = None,
        *,
        payment_request_id: str | None = None,
        timeout: float | None = None,
    ) -> Coroutine[Any, Any, Verification]:
        """Tells by a harmless read whether the client's key works, or the one given.

        A refused key is an outcome, not an error; errors are what keeps the question open. A given key of the
        other environment raises `EnvironmentMismatchError`, and nothing is sent. Caibo needs
        `payment_request_id`, here or in the client's settings.
        """
    def reconcile(self, error: KeyhelmError, *, timeout: float | None = None) -> Coroutine[Any, Any, Reconciliation]:
        """Finds out what became of a call that raised `OutcomeUnknownError`, as far as the platform lets one
        look. It only reads. Use the client that made the call, or one for the same account; the error may
        have been pickled in between.

        `not_seen` right after the error may be too early: the platform may still be at work.
        """
    def regenerate_client_key(self, id: str, *, timeout: float | None = None) -> Coroutine[Any, Any, ClientKey]:
        """A new client key for a credential; the old one works on for 24 hours. Adyen only. A client key is
        public.
        """
    @property
    def origins(self) -> AsyncOrigins:
        """The origins that a credential's client key may be used from. Adyen only."""

@final
class AsyncOrigins:
    """The origins that an Adyen credential's client key may be used from."""
    def list(self, id: str, *, timeout: float | None = None) -> Coroutine[Any, Any, builtins.list[Origin]]:
        """All origins of a credential."""
    def add(self, id: str, domain: str, *, timeout: float | None = None) -> Coroutine[Any, Any, Origin]:
        """One more, `https://shop.example` for instance. Never sent twice."""
    def remove(self, id: str, origin_id: str, *, timeout: float | None = None) -> Coroutine[Any, Any, None]:
        """One less, by the id that `list` gave."""

@final
class KeyIterator:
    """See `Keys.list_all`."""
    def __iter__(self) -> KeyIterator: ...
    def __next__(self) -> ApiKey: ...

@final
class AsyncKeyIterator:
    """See `AsyncKeys.list_all`."""
    def __aiter__(self) -> AsyncKeyIterator: ...
    def __anext__(self) -> Coroutine[Any, Any, ApiKey]: ...

@final
class Secret:
    """A value that is never shown.

    `repr`, `str`, `format` and logging give `[REDACTED]`; pickling, deep copies and JSON are refused. Two secrets are
    compared in constant time. Only `expose()` gives the text.

    >>> from keyhelm import Secret
    >>> key = Secret("sk_test_EXAMPLE0NOT0A0KEY00001234")
    >>> f"{key} {key!r}"
    '[REDACTED] [REDACTED]'
    >>> key.masked, key.fingerprint
    ('sk_test_****1234', '1cb825ccceae2b3b')
    """
    def __new__(cls, text: str | Secret) -> Self: ...
    @staticmethod
    def password(text: str | Secret) -> Secret:
        """Wraps a password or a token: `masked` is fixed and there is no `fingerprint`, because a guess could be checked
        against either.
        """
    def expose(self) -> str:
        """The text itself. Whoever calls this answers for where it goes."""
    @property
    def masked(self) -> str:
        """A form to recognise an API key by: its public prefix, four asterisks and at most four last characters. A
        password or a token always gives `****`.
        """
    @property
    def fingerprint(self) -> str | None:
        """The first 16 hexadecimal digits of the SHA-256 of an API key; `None` for passwords and tokens."""
    def __format__(self, spec: str, /) -> str: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Secret: ...
    def __deepcopy__(self, _memo: object) -> Secret: ...
    def __reduce_ex__(self, _protocol: object) -> tuple[Any, ...]: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any: ...

@final
class Response:
    """A platform's answer to `request`, as it came. It may hold a secret, so `repr` shows the status alone."""
    @property
    def status(self) -> int:
        """The HTTP status, 200 to 299."""
    @property
    def headers(self) -> dict[str, str]:
        """The headers, their names in lower case. Those that came more than once are joined by a comma."""
    @property
    def body(self) -> bytes:
        """The body, at most 4 MiB."""
    def json(self) -> Any:
        """The body read as JSON. Raises `MalformedResponseError` where it is none."""

@final
class ApiKey:
    """What a platform tells about a key, never its secret. What it does not tell is `None`."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def id(self) -> str:
        """The name by which the platform addresses the key. At Caibo, which has one key per user, the user's id."""
    @property
    def platform(self) -> _Platform:
        """The platform that issued it."""
    @property
    def environment(self) -> _Environment | None:
        """`"test"` or `"live"`, as far as the client or the key's prefix tells."""
    @property
    def label(self) -> str | None:
        """The name a person gave it."""
    @property
    def prefix(self) -> str | None:
        """The public start of the key, without the dots some platforms add."""
    @property
    def masked(self) -> str | None:
        """The key with its middle hidden, as the platform gives it."""
    @property
    def status(self) -> Literal["active", "inactive", "revoked", "expired", "unknown"]:
        """`"active"`, `"inactive"`, `"revoked"`, `"expired"` or `"unknown"`."""
    @property
    def scopes(self) -> tuple[str, ...]:
        """What it may do: scopes or roles in the platform's spelling."""
    @property
    def created_at(self) -> datetime | None:
        """When it was made."""
    @property
    def last_used_at(self) -> datetime | None:
        """When it was last used."""
    @property
    def expires_at(self) -> datetime | None:
        """When it ends."""
    @property
    def rate_limit(self) -> int | None:
        """Requests per minute."""
    @property
    def details(self) -> dict[str, Any]:
        """Further public facts under the platform's own names: a fresh copy each time."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON: times are RFC 3339 in UTC."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Page:
    """One page of a longer list."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def items(self) -> tuple[ApiKey, ...]:
        """The page's items, in the platform's order."""
    @property
    def page(self) -> int:
        """The page's number; the first is 1."""
    @property
    def page_size(self) -> int:
        """How many items were asked for."""
    @property
    def total(self) -> int | None:
        """How many items there are in all, where the platform tells."""
    @property
    def total_pages(self) -> int | None:
        """How many pages there are in all, where the platform tells."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON: times are RFC 3339 in UTC."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class IssuedKey:
    """A fresh secret and the key it belongs to. The platform shows the secret this once: store it before anything
    else.
    """
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def key(self) -> ApiKey:
        """What the platform tells about the key."""
    @property
    def secret(self) -> Secret:
        """The new secret."""
    @property
    def password(self) -> Secret | None:
        """The password that comes with a new Adyen credential."""
    @property
    def previous(self) -> Literal["dead", "grace", "until_revoked", "none"]:
        """What becomes of the secret before this one: `"dead"`, `"grace"`, `"until_revoked"` or `"none"`."""
    @property
    def previous_ends_at(self) -> datetime | None:
        """With `"grace"`: when the secret before this one stops working."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON. Secrets are `"[REDACTED]"`."""
    def __reduce_ex__(self, _protocol: object) -> tuple[Any, ...]: ...
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class ClientKey:
    """A fresh client key at Adyen. It is public: browsers send it."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def id(self) -> str:
        """The credential it belongs to."""
    @property
    def client_key(self) -> str:
        """The client key, `test_…` or `live_…`."""
    @property
    def previous_ends_at(self) -> datetime | None:
        """When the client key before this one stops working: 24 hours after the change."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON: times are RFC 3339 in UTC."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Verification:
    """What a harmless call with a key told about it."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def outcome(self) -> Literal["valid", "valid_without_permission", "probably_valid", "invalid"]:
        """`"valid"`, `"valid_without_permission"`, `"probably_valid"` or `"invalid"`."""
    @property
    def reason(self) -> str | None:
        """An error code: why not, or why only in part."""
    @property
    def environment(self) -> _Environment | None:
        """Where the key works, where its format or the platform's host tells."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON: times are RFC 3339 in UTC."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Reconciliation:
    """What became of a call whose answer was lost, as far as the platform lets one look."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def outcome(self) -> Literal["not_seen", "happened", "cannot_tell"]:
        """`"not_seen"`, `"happened"` or `"cannot_tell"`."""
    @property
    def key(self) -> ApiKey | None:
        """The key it made or changed, where exactly one fits. Its secret is lost."""
    @property
    def candidates(self) -> tuple[ApiKey, ...]:
        """The keys it may have made, where more than one fits, or one fits without proof."""
    @property
    def advice(self) -> str:
        """What to do now, in one line."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON: times are RFC 3339 in UTC."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Origin:
    """An origin that browsers may use an Adyen client key from."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def id(self) -> str | None:
        """Adyen's name for it; one documented answer leaves it out."""
    @property
    def domain(self) -> str:
        """The origin itself, `https://shop.example` for instance."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON: times are RFC 3339 in UTC."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Capability:
    """How an operation is done at a platform."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def availability(self) -> Literal["api", "dashboard", "none"]:
        """`"api"`: by a client. `"dashboard"`: by a person. `"none"`: the platform documents no way."""
    @property
    def guide(self) -> str | None:
        """The dashboard path to show a person, in the dashboard's own words."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON."""
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class Recognition:
    """What the look of a text tells about the key it may be."""
    __match_args__: ClassVar[tuple[str, ...]]
    @property
    def platforms(self) -> tuple[_Platform, ...]:
        """The platforms that issue keys of this format; empty where the format tells nothing."""
    @property
    def environment(self) -> _Environment | None:
        """The environment, where the format tells it."""
    @property
    def masked(self) -> str:
        """The text with all but its public prefix and at most four last characters hidden."""
    def to_dict(self) -> dict[str, Any]:
        """The same names as in every language, ready for JSON."""
    def __eq__(self, other: object, /) -> bool: ...
    __hash__: ClassVar[None]  # type: ignore[assignment]

@final
class AdyenScopes:
    """Adyen's roles that matter for managing keys."""
    API_CREDENTIALS_READ_AND_WRITE: Final[str]
    ACCOUNT_READ: Final[str]
    WEBHOOKS_READ_AND_WRITE: Final[str]
    USERS_READ_AND_WRITE: Final[str]
    CHECKOUT_WEBSERVICE: Final[str]
    MERCHANT_PAL_WEBSERVICE: Final[str]
    MERCHANT_RECURRING: Final[str]

@final
class BousolScopes:
    """Bousol's scopes."""
    INVOICES_READ: Final[str]
    INVOICES_WRITE: Final[str]
    PAYMENT_LINKS_READ: Final[str]
    PAYMENT_LINKS_WRITE: Final[str]
    CLIENTS_READ: Final[str]
    CLIENTS_WRITE: Final[str]
    PAYOUTS_READ: Final[str]
    PAYOUTS_WRITE: Final[str]
    DISBURSEMENTS_READ: Final[str]
    DISBURSEMENTS_WRITE: Final[str]
    WEBHOOKS_READ: Final[str]
    WEBHOOKS_WRITE: Final[str]
    ALL: Final[tuple[str, ...]]

@final
class Redactor:
    """Takes secrets out of texts: registered values in all their encodings, the platforms' key formats, JWTs, and the
    values of known secret headers and fields. Each becomes `[REDACTED]`.

    `Redactor.shared()` knows every secret that a client was given or received, as long as it lives.

    >>> from keyhelm import Redactor, Secret
    >>> redactor = Redactor()
    >>> redactor.add(Secret("EXAMPLE0NOT0A0KEY"))
    >>> redactor.redact("the key is EXAMPLE0NOT0A0KEY")
    'the key is [REDACTED]'
    """
    def __new__(cls) -> Self: ...
    @staticmethod
    def shared() -> Redactor:
        """The process-wide one."""
    def add(self, secret: str | Secret) -> None:
        """Registers a secret. One that is shorter than 8 bytes raises `ConfigError`. A `Secret.password` matches only as a
        whole token, so that an ordinary word stays readable elsewhere.
        """
    def remove(self, secret: str | Secret) -> None:
        """Forgets a secret, and wipes what was made of it."""
    @overload
    def redact(self, text: str) -> str:
        """The text without secrets: `str` gives `str`, bytes give bytes."""
    @overload
    def redact(self, text: bytes | bytearray) -> bytes:
        """The text without secrets: `str` gives `str`, bytes give bytes."""
    def stream(self) -> RedactorStream:
        """For a stream of bytes: a secret that is split over two pieces is found, too.

        >>> from keyhelm import Redactor
        >>> redactor = Redactor()
        >>> redactor.add("EXAMPLE0NOT0A0KEY")
        >>> stream = redactor.stream()
        >>> stream.push(b"the key is EXAMPLE0N") + stream.push(b"OT0A0KEY.") + stream.finish()
        b'the key is [REDACTED].'
        """

@final
class RedactorStream:
    """See `Redactor.stream`."""
    def push(self, piece: bytes) -> bytes:
        """The bytes that are safe to pass on; at most 64 KiB are held back."""
    def finish(self) -> bytes:
        """The rest."""

@final
class Failure:
    """What the core tells about a failed call, kept in its exception so that `reconcile` can use it."""

@final
class Call:
    """A call under way: await it, or hand it to `asyncio.create_task`. Cancelling ends the request."""
    def __await__(self) -> Call: ...
    def __iter__(self) -> Call: ...
    def __next__(self) -> object: ...
    def send(self, _value: object) -> object:
        """Part of Python's protocol for coroutines."""
    def throw(self, *exception: object) -> object:
        """Part of Python's protocol for coroutines."""
    def close(self) -> None:
        """Ends the request, if it was begun."""

@final
class Mailbox:
    """Where the ends of calls wait for the event loop they belong to."""
    def collect(self) -> None:
        """Hands the ends that have come to the tasks that wait for them, and lets these run."""

def recognise(text: str | Secret) -> Recognition:
    """Tells which platforms' keys look like this.

    The format proves nothing: `sk_live_` is used by Bousol, by CertoPay and by platforms beyond these five.

    >>> import keyhelm
    >>> seen = keyhelm.recognise("caibo_test_sk_EXAMPLE000000001")
    >>> seen.platforms, seen.environment, seen.masked
    (('caibo',), 'test', 'caibo_test_sk_****0001')
    """
def expires_at(date: str) -> datetime:
    """When a Bousol key with this expiration date (`YYYY-MM-DD`) stops working: 00:00:00 UTC at the start of that day.

    A text that is no calendar date raises `ValidationFailedError`.

    >>> import keyhelm
    >>> keyhelm.expires_at("2028-02-29").isoformat()
    '2028-02-29T00:00:00+00:00'
    """
def missing_scopes(have: Sequence[str], need: Sequence[str]) -> list[str]:
    """What of `need` is not in `have`, in the order and spelling of `need`. Hyphens and dashes count as the same.

    >>> from keyhelm.scope import adyen, bousol, missing_scopes
    >>> have = ["Management API - API credentials read and write", "invoices:read"]
    >>> missing_scopes(have, [adyen.API_CREDENTIALS_READ_AND_WRITE, bousol.PAYOUTS_READ])
    ['payouts:read']
    """
def capabilities(platform: str) -> dict[_Operation, Capability]:
    """How each operation is done at a platform: by a client, by a person, or not at all.

    >>> import keyhelm
    >>> keyhelm.capabilities("compago")["create"].availability
    'dashboard'
    """
def is_retryable(code: str) -> bool:
    """Whether the same call, made again later, may succeed without anything being changed first."""
def before_fork() -> None:
    """Waits until no thread is inside the core, at most a second."""
def after_fork_in_parent() -> None: ...
def after_fork_in_child() -> None:
    """The child has none of the parent's threads, so it begins with runtimes and connections of its own."""
def shut_down() -> None:
    """At the end of the process: ends the calls that asyncio left behind while Python can still be told of them."""
