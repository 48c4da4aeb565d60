"""Scopes and roles as constants, and what is missing from a list of them.

Both are free text for the platforms, so a scope that is not listed here passes through unchanged.
"""

from ._native import AdyenScopes as adyen  # noqa: N813 (reads as the module it is in the other languages)
from ._native import BousolScopes as bousol  # noqa: N813
from ._native import missing_scopes

__all__ = ["adyen", "bousol", "missing_scopes"]
