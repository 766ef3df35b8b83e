"""A chat-completions server as fast as Python allows: what the benchmark asks. `bench_server.py PORT [DELAY_SECONDS]`"""

from __future__ import annotations

import asyncio
import json
import sys

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


class Connection(asyncio.Protocol):
    """One keep-alive connection; every answer differs, as a model's may."""

    delay = 0.0
    answered = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            head = self.received[:end].lower()
            place = head.find(b"content-length:")
            length = int(head[place + 15 :].split(b"\r\n")[0]) if place >= 0 else 0
            if len(self.received) < end + 4 + length:
                return
            self.received = self.received[end + 4 + length :]
            if self.delay:
                asyncio.get_running_loop().call_later(self.delay, self.answer)
            else:
                self.answer()

    def answer(self) -> None:
        Connection.answered += 1
        number = Connection.answered
        text = json.dumps(
            {"summary": f"Parcel TKT-10442 is late, says caller {number}.", "ticket_ids": ["TKT-10442"]}
        )
        body = json.dumps(
            {
                "id": f"chatcmpl-{number}",
                "object": "chat.completion",
                "created": 1,
                "model": "bench-2026-01-01",
                "system_fingerprint": "fp_bench",
                "choices": [
                    {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
                ],
                "usage": {"prompt_tokens": 60, "completion_tokens": 25, "total_tokens": 85},
            }
        ).encode()
        if not self.transport.is_closing():
            self.transport.write(HEAD % len(body) + body)


async def main() -> None:
    Connection.delay = float(sys.argv[2]) if len(sys.argv) > 2 else 0.0
    server = await asyncio.get_running_loop().create_server(
        Connection, "127.0.0.1", int(sys.argv[1]), backlog=1024
    )
    await server.serve_forever()


asyncio.run(main())
