"""List a page of keys, then every key, without handling pages; the same for asyncio."""

import asyncio

from keyhelm import AsyncClient, Client
from keyhelm.testing import Sandbox


def lesson(client: Client) -> None:
    page = client.keys.list(page=1, page_size=2)
    print(f"{len(page.items)} of {page.total} keys on the first page")

    for key in client.keys.list_all():
        print(f"{key.id}  {key.status:<8}  {key.label or ''}")


async def the_same_for_asyncio(client: AsyncClient) -> None:
    labels = [key.label async for key in client.keys.list_all()]
    print(f"{len(labels)} keys")


# Not part of the lesson: the sandbox it runs on, with some keys in it.

if __name__ == "__main__":
    with Sandbox() as sandbox, sandbox.client("adyen") as client:
        for label in ("billing", "reporting", "terminals"):
            client.keys.create(label)
        lesson(client)
        asyncio.run(the_same_for_asyncio(sandbox.async_client("adyen")))
