"""Upstreams, certificates and both transports, opened and closed for each test."""

import ipaddress
import ssl
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.wire.over_httpx import HttpxTransport
from adapters.wire.over_pyreqwest import PyreqwestTransport
from adapters.wire.transport import Transport
from tests.adapters.wire.upstream import Upstream, serving

Open = Callable[..., Transport]


class Certificate(NamedTuple):
    """A certificate that nobody vouches for, as text and as a server's context."""

    pem: str
    context: ssl.SSLContext


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "an upstream of the tests")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path: Path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return Certificate(pem.decode(), context)


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with serving() as upstream:
        yield upstream


@pytest.fixture
async def secured(certificate: Certificate) -> AsyncIterator[Upstream]:
    async with serving(certificate.context) as upstream:
        yield upstream


@pytest.fixture(params=[HttpxTransport, PyreqwestTransport], ids=["httpx", "pyreqwest"])
async def opened(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Open a transport of either kind; all are closed at the end."""
    made: list[Transport] = []

    def make(url: str, **options: Any) -> Transport:
        made.append(request.param(url, **options))
        return made[-1]

    yield make
    for transport in made:
        await transport.close()


@pytest.fixture
def transport(opened: Open, upstream: Upstream) -> Transport:
    return opened(upstream.url)
