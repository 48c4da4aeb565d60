"""Replace a key whose old secret is dead the moment the new one exists (CertoPay), and find out what happened when the
answer is lost.
"""

from keyhelm import Client, IssuedKey, OutcomeUnknownError
from keyhelm.testing import Sandbox


def lesson(client: Client) -> None:
    issued = regenerate(client)
    assert issued.previous == "dead"
    print(f"store {issued.secret.masked} now; the old key is dead")

    # The client itself goes on with the new key.
    print(f"its own key is {client.keys.verify().outcome}")


def regenerate(client: Client) -> IssuedKey:
    try:
        return client.keys.regenerate()
    except OutcomeUnknownError as lost:
        found = client.keys.reconcile(lost)
        print(f"the answer was lost: {found.outcome}; {found.advice}")
        if found.outcome == "happened":
            # The secret is lost for good and the old key dead: only another one helps.
            return client.keys.regenerate()
        # Nothing is known to have happened, so a person decides.
        raise


# Not part of the lesson: the sandbox it runs on, which loses the first answer.

if __name__ == "__main__":
    with Sandbox() as sandbox, sandbox.client("certopay") as client:
        sandbox.fault("certopay", {"drop": "after"}, path="regenerate")
        lesson(client)
