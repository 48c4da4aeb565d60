"""The sandbox for your own tests: the five platforms on your machine, with faults that really break the line.

>>> from keyhelm.testing import Sandbox
>>> with Sandbox() as sandbox, sandbox.client("certopay") as client:
...     client.keys.verify().outcome
'valid'

With pytest the fixture `keyhelm_sandbox` gives one in its first state to each test.
"""

from .sandbox import Account, Sandbox

__all__ = ["Account", "Sandbox"]
