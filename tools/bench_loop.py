"""The plain loop the benchmark compares with: httpx over the same transport, no store, no checks. Prints its rate.

`bench_loop.py URL REQUESTS CONCURRENCY`
"""

from __future__ import annotations

import asyncio
import sys
import time

import httpx
from httpx_aiohttp import AiohttpTransport


async def main(url: str, requests: int, concurrency: int) -> None:
    payload = {
        "model": "bench",
        "messages": [{"role": "user", "content": "Summarise: parcel TKT-10442 is late. Answer in JSON."}],
        "temperature": 0,
    }
    todo = iter(range(requests))
    limits = httpx.Limits(max_connections=concurrency)
    async with httpx.AsyncClient(transport=AiohttpTransport(limits=limits), timeout=60) as client:

        async def work() -> None:
            for _ in todo:
                response = await client.post(f"{url}/v1/chat/completions", json=payload)
                response.json()["choices"][0]["message"]["content"]

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(concurrency)))
        print(requests / (time.perf_counter() - began))


asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
