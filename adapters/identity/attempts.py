"""How often somebody may try to sign in, and from one address: counted in what processes share."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from adapters.port import Refused, TooManyAttempts
from adapters.state.attempts import Attempts

__all__ = ["PER_ADDRESS", "PER_PERSON", "Limits"]

PER_PERSON, PER_ADDRESS = 10, 100
_WINDOW = timedelta(minutes=15)
_NETWORK = 64  # one subscriber's own addresses, in IPv6


class Limits:
    """Ten failures for a person and a hundred for an address, in a quarter of an hour.

    Nobody is told whether there is such a person: a name that nobody has is counted as well.
    """

    def __init__(self, attempts: Attempts) -> None:
        self._attempts = attempts

    async def admit(self, connection: str, username: str, address: str) -> None:
        """Count an attempt before it is looked at. Raises ``Refused`` for one too many."""
        person, whence = _names(connection, username, address)
        of_person, of_address = await self._attempts.count((person, whence), _WINDOW)
        if of_person > PER_PERSON or of_address > PER_ADDRESS:
            seconds = int(_WINDOW.total_seconds())
            raise Refused(TooManyAttempts(retry_after_seconds=seconds))

    async def succeeded(self, connection: str, username: str, address: str) -> None:
        """Count a person's failures anew; an address has only this attempt forgiven."""
        person, whence = _names(connection, username, address)
        await self._attempts.forgive(person, whence)


def _names(connection: str, username: str, address: str) -> tuple[str, str]:
    return f"person {connection} {username.casefold()}", f"address {_place(address)}"


def _place(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return f"{IPv6Address(int(ip) >> (128 - _NETWORK) << (128 - _NETWORK))}/{_NETWORK}"
    return str(ip)
