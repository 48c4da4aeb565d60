"""Make a key, hand its secret to a vault, and end the key again. When the answer to `create` is lost, find the key
that nobody holds the secret of.
"""

from keyhelm import Client, IssuedKey, OutcomeUnknownError, Secret
from keyhelm.scope import adyen
from keyhelm.testing import Sandbox


def lesson(client: Client, vault: list[Secret]) -> None:
    issued = create(client)
    # The platform shows the secret this once: store it before anything else can fail.
    vault.append(issued.secret)
    print(f"made {issued.key.id} with the secret {issued.secret.masked}")

    client.keys.revoke(issued.key.id)
    print(f"revoked {issued.key.id}")


def create(client: Client) -> IssuedKey:
    def attempt() -> IssuedKey:
        return client.keys.create("billing-worker", scopes=[adyen.CHECKOUT_WEBSERVICE], nonce=True)

    try:
        return attempt()
    except OutcomeUnknownError as lost:
        found = client.keys.reconcile(lost)
        print(f"the answer was lost: {found.outcome}; {found.advice}")
        if found.key:
            client.keys.revoke(found.key.id)
        return attempt()


# Not part of the lesson: the sandbox it runs on, which loses the first answer.

if __name__ == "__main__":
    with Sandbox() as sandbox, sandbox.client("adyen") as client:
        sandbox.fault("adyen", {"drop": "after"}, method="POST")
        lesson(client, [])
