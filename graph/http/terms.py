"""The terms on which the endpoint answers: sizes, times, and which documents it runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.compose.unusable import Unusable
from graph.http.manifest import read_manifest
from graph.settings import Settings

__all__ = ["Terms", "terms_of"]


@dataclass(frozen=True, slots=True)
class Terms:
    """Bytes and seconds for a request's body, bytes for all that are under way together, operations
    in a list (0 takes no list), and the trusted documents by their ids.
    """

    most_body_bytes: int = 1024 * 1024
    most_bytes_under_way: int = 64 * 1024 * 1024
    most_batched: int = 0
    body_seconds: float = 10.0
    trusted: Mapping[str, str] = field(default_factory=dict)
    trusted_only: bool = False


def terms_of(settings: Settings) -> Terms:
    """Return what the settings say. Raises ``Unusable`` for a manifest that can't be used, or
    is missed.
    """
    if settings.trusted_documents_only and settings.trusted_documents is None:
        raise Unusable("PANTHER_TRUSTED_DOCUMENTS_ONLY needs PANTHER_TRUSTED_DOCUMENTS.")
    return Terms(
        most_body_bytes=settings.most_body_bytes,
        most_batched=settings.most_batched,
        trusted=read_manifest(settings.trusted_documents),
        trusted_only=settings.trusted_documents_only,
    )
