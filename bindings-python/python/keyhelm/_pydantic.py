"""`Secret` as a field of pydantic's models. Only pydantic imports this."""

from typing import Any

from pydantic_core import core_schema

from ._native import Secret


def schema(secret: type[Secret]) -> core_schema.CoreSchema:
    """Takes `str` or `Secret` and is dumped as `[REDACTED]`.

    Other types raise `TypeError` and no `ValidationError`, because that one would show the value.
    """

    def validated(value: Any) -> Secret:
        return value if isinstance(value, secret) else secret(value)

    return core_schema.no_info_plain_validator_function(
        validated,
        serialization=core_schema.plain_serializer_function_ser_schema(str, when_used="json"),
    )
