"""Call more often than the platform allows. The client waits as long as the platform asks, as far as the deadline lets
it; a wait that does not fit ends the call at once and says when to come back.
"""

import logging

from keyhelm import Client, RateLimitedError
from keyhelm.testing import Sandbox


def lesson(client: Client) -> None:
    for call in range(1, 5):
        print(f"call {call}: the key is {client.keys.verify().outcome}")

    try:
        client.keys.verify(timeout=0.2)
    except RateLimitedError as error:
        print(f"no time to wait: come back in {error.retry_after} s")


# Not part of the lesson: the sandbox it runs on, with two calls a second, and a look at what the client tells.

if __name__ == "__main__":
    logging.basicConfig(format="  %(message)s")
    logging.getLogger("keyhelm").setLevel(logging.INFO)
    with Sandbox() as sandbox, sandbox.client("certopay") as client:
        sandbox.limit("certopay", 2, window=1.0)
        lesson(client)
