"""Hands the events of clients to the logger `keyhelm`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .errors import KeyhelmError


def tell(
    kind: str,
    platform: str,
    operation: str,
    attempt: int,
    delay: float | None,
    message: str,
    error: KeyhelmError | None,
) -> None:
    """Logs one event; its parts are attributes of the record, too."""
    import logging  # noqa: PLC0415 (whoever has no event does not pay for it)

    level = _LEVELS.get(kind, logging.WARNING)
    logger = logging.getLogger("keyhelm")
    if logger.isEnabledFor(level):
        parts = {
            "event": kind,
            "platform": platform,
            "operation": operation,
            "attempt": attempt,
            "delay": delay,
            "error": error,
        }
        logger.log(level, "%s: %s %s: %s", kind, platform, operation, message, extra=parts)


_LEVELS = {"wait": 20, "retry": 20, "limit_learned": 20, "login": 10}
"""`INFO` and `DEBUG`; all others are warnings."""
