"""Compression: an answer in the encoding that its caller asked for, where that pays."""

import asyncio
import zlib

from backports import zstd

from graph.http.answers import Reply

__all__ = ["LEAST", "compressed"]

LEAST = 1024
"""Bytes; less than that is sent as it is."""

_AT_ONCE = 64 * 1024
_ZSTD_LEVEL = 1
_GZIP_LEVEL = 4
_GZIP_WINDOW = 16 + zlib.MAX_WBITS


async def compressed(reply: Reply, encoding: str | None) -> Reply:
    """Return a reply in an encoding; a big one is made smaller beside the event loop."""
    if encoding is None or len(reply.body) < LEAST:
        return reply
    pack = _zstd if encoding == "zstd" else _gzip
    if len(reply.body) <= _AT_ONCE:
        body = pack(reply.body)
    else:
        body = await asyncio.to_thread(pack, reply.body)
    said = (b"content-encoding", encoding.encode())
    return reply._replace(body=body, headers=(*reply.headers, said))


def _gzip(body: bytes) -> bytes:
    packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return packer.compress(body) + packer.flush()


def _zstd(body: bytes) -> bytes:
    return zstd.compress(body, _ZSTD_LEVEL)
