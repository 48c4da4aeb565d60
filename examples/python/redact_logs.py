"""Keep secrets out of the logs: every secret a client knows, and whatever else is registered, in messages, arguments,
`extra` and tracebacks, for handlers that exist and those that come later.
"""

import logging
import sys

import keyhelm.logging
from keyhelm import Client, Redactor, Secret
from keyhelm.testing import Sandbox

logger = logging.getLogger("shop")


def lesson(client: Client) -> None:
    keyhelm.logging.install()

    issued = client.keys.regenerate()
    logger.warning("a new key: %s", issued.secret.expose())

    # A secret that Keyhelm does not know of by itself.
    Redactor.shared().add(Secret.password("correct-horse-battery"))
    try:
        raise ValueError("cannot log in with correct-horse-battery")
    except ValueError:
        logger.exception("failed")


# Not part of the lesson: the sandbox it runs on, and where the log goes.

if __name__ == "__main__":
    logging.basicConfig(stream=sys.stdout)
    with Sandbox() as sandbox, sandbox.client("certopay") as client:
        lesson(client)
