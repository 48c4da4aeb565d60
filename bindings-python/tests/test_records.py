"""Records: frozen, compared by value, hashable, pickled, and ready for JSON without secrets."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import keyhelm
import pytest
from keyhelm import ApiKey, Client

if TYPE_CHECKING:
    from keyhelm.testing import Sandbox


def records(sandbox: Sandbox) -> list[Any]:
    with sandbox.client("adyen") as adyen, sandbox.client("certopay") as certopay:
        issued = adyen.keys.create("x", nonce=True, allowed_origins=["https://shop.example"])
        sandbox.fault("adyen", {"drop": "after"}, method="POST")
        with pytest.raises(keyhelm.OutcomeUnknownError) as caught:
            adyen.keys.create("lost", nonce=True)
        return [
            issued.key,
            certopay.keys.current(),
            adyen.keys.list(),
            adyen.keys.verify(),
            adyen.keys.reconcile(caught.value),
            adyen.keys.regenerate_client_key(issued.key.id),
            adyen.keys.origins.list(issued.key.id)[0],
        ]


def test_records(sandbox: Sandbox) -> None:
    for record in records(sandbox):
        assert type(record).__module__ == "keyhelm"
        again = pickle.loads(pickle.dumps(record))
        assert again == record == copy.deepcopy(record)
        assert hash(again) == hash(record)
        assert record != "another thing"
        assert json.loads(json.dumps(record.to_dict())) == record.to_dict()
        assert set(record.to_dict()) == set(record.__match_args__)
        shown = repr(record)
        assert shown.startswith(f"{type(record).__name__}(")
        for name in record.__match_args__:
            getattr(record, name)
            assert f"{name}=" in shown
            with pytest.raises(AttributeError):
                setattr(record, name, None)


def test_times_are_aware(certopay: Client) -> None:
    key = certopay.keys.current()
    assert isinstance(key.created_at, datetime)
    assert key.created_at.tzinfo is timezone.utc
    assert key.to_dict()["created_at"].endswith("Z")


def test_a_frozen_record_keeps_its_details(adyen: Client) -> None:
    key = adyen.keys.current()
    key.details["changed"] = True
    assert "changed" not in key.details
    assert isinstance(key.scopes, tuple)


def test_matching(adyen: Client) -> None:
    match adyen.keys.current():
        case ApiKey(id=id, status="active"):
            assert id.startswith("S2-")
        case other:
            pytest.fail(str(other))


def test_capabilities() -> None:
    capability = keyhelm.capabilities("compago")["create"]
    assert capability == keyhelm.capabilities("compago")["create"]
    assert capability.to_dict() == {"availability": "dashboard", "guide": capability.guide}
    assert repr(keyhelm.recognise("hello")) == "Recognition(platforms=(), environment=None, masked='****o')"
