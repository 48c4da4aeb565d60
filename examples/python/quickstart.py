"""Make a client, ask whether its key works, and see who it is."""

from keyhelm import Client
from keyhelm.testing import Sandbox


def lesson(client: Client) -> None:
    verification = client.keys.verify()
    assert verification.outcome == "valid"

    key = client.keys.current()
    print(f"{key.id} is {key.status} and may {len(key.scopes)} things")


# Not part of the lesson: the sandbox it runs on.

if __name__ == "__main__":
    with Sandbox() as sandbox, sandbox.client("adyen") as client:
        lesson(client)
