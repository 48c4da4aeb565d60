"""API keys at payment platforms: listed, made, replaced, ended and checked, with secrets that are never shown.

Start with `Client`, or with `AsyncClient` for asyncio. Every failed call raises a `KeyhelmError`.
"""

import atexit as _atexit
import os as _os

from . import _native
from ._native import (
    ApiKey,
    AsyncClient,
    AsyncKeyIterator,
    AsyncKeys,
    AsyncOrigins,
    Capability,
    Client,
    ClientKey,
    IssuedKey,
    KeyIterator,
    Keys,
    Origin,
    Origins,
    Page,
    Recognition,
    Reconciliation,
    Redactor,
    RedactorStream,
    Response,
    Secret,
    Verification,
    __version__,
    capabilities,
    expires_at,
    missing_scopes,
    recognise,
)
from .errors import (
    CancelledError,
    ConfigError,
    ConflictError,
    ConnectionFailedError,
    EnvironmentMismatchError,
    InvalidRequestError,
    KeyhelmError,
    MalformedResponseError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    TimeoutError,
    TokenExpiredError,
    UnauthenticatedError,
    UnsupportedOperationError,
    ValidationFailedError,
)

__all__ = [
    "ApiKey",
    "AsyncClient",
    "AsyncKeyIterator",
    "AsyncKeys",
    "AsyncOrigins",
    "CancelledError",
    "Capability",
    "Client",
    "ClientKey",
    "ConfigError",
    "ConflictError",
    "ConnectionFailedError",
    "EnvironmentMismatchError",
    "InvalidRequestError",
    "IssuedKey",
    "KeyIterator",
    "KeyhelmError",
    "Keys",
    "MalformedResponseError",
    "NotFoundError",
    "Origin",
    "Origins",
    "OutcomeUnknownError",
    "Page",
    "PermissionDeniedError",
    "RateLimitedError",
    "Recognition",
    "Reconciliation",
    "Redactor",
    "RedactorStream",
    "Response",
    "Secret",
    "ServerError",
    "TimeoutError",
    "TokenExpiredError",
    "UnauthenticatedError",
    "UnsupportedOperationError",
    "ValidationFailedError",
    "Verification",
    "__version__",
    "capabilities",
    "expires_at",
    "missing_scopes",
    "recognise",
]

if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(
        before=_native.before_fork,
        after_in_parent=_native.after_fork_in_parent,
        after_in_child=_native.after_fork_in_child,
    )

_atexit.register(_native.shut_down)
