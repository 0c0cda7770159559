"""Every setting, once: read from PANTHER_* variables and a .env file, then never changed."""

import re
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

_PASSWORD = re.compile(r"(://[^:/@]*:)[^@]*@")

__all__ = ["EMBEDDED", "Settings", "loopback", "shown"]

EMBEDDED = "embedded"


def _limit(usual: int, description: str, most: int = 1_000_000_000) -> Any:
    return Field(usual, ge=0, le=most, description=f"{description}; 0 for no limit.")


class Settings(BaseSettings):
    """What a person who runs the service may decide."""

    model_config = SettingsConfigDict(
        env_prefix="PANTHER_", env_file=".env", extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 picks one.")
    drain_seconds: int = Field(
        25,
        ge=0,
        le=3600,
        description="How long requests that are under way may take to end once the service is told "
        "to stop.",
    )
    log_format: Literal["auto", "json", "text"] = Field(
        "auto",
        description="How lines of the log are written: json, text, or auto, which is text on a "
        "terminal and json elsewhere.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info",
        description="What is written to the log at the least; debug shows errors' own words, which "
        "may quote clients.",
    )
    connection: str = Field(
        "embedded",
        description="Whose practices to serve: the embedded one, connections' names, or several of "
        "these with commas between; the first is taken unless a caller names another.",
    )
    request_timeout_seconds: float = Field(
        30.0,
        gt=0,
        allow_inf_nan=False,
        description="How long one request may wait for its practice's upstream, all in all.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Seals what is secret, and lets people sign in: 32 bytes in base64url; "
        "several, with commas between, to change keys, the newest first.",
    )
    database_url: str = Field(
        "sqlite:///.panther/state.sqlite",
        repr=False,
        description="Where this service remembers connections and sessions: sqlite:///… or "
        "postgresql://….",
    )
    gateway_scopes: bool = Field(
        False,
        description="Whether the schema tells gateways what each field needs, by @requiresScopes and "
        "@authenticated. Apollo's gateway in JavaScript stops at them; Hive's and Cosmo's obey.",
    )
    gateway_node: bool = Field(
        True,
        description="Whether gateways are told of Query.node; false where another subgraph has "
        "one.",
    )
    issuer: str = Field(
        "panther", min_length=1, description="Whose tokens ours say they are: their iss."
    )
    audience: str = Field(
        "panther-graph", min_length=1, description="Whom our tokens are for: their aud."
    )
    token_seconds: int = Field(
        900, ge=60, le=3600, description="How long a token lasts before it is refreshed."
    )
    session_seconds: int = Field(
        43200, ge=60, le=2592000, description="How long somebody stays signed in at most."
    )
    identity_providers: Path | None = Field(
        None, description="A TOML file of the firms' own identity providers."
    )
    codes_url: SecretStr | None = Field(
        None, description="Where codes by text and e-mail are posted to, to be sent on."
    )
    trusted_proxies: str | None = Field(
        None,
        description="The addresses of proxies whose X-Forwarded-For is believed, with commas "
        "between.",
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s?#]+$",
        description="The address that callers reach this service at, for links to it; unless set, "
        "the one a request came to.",
    )
    document_link_seconds: int = Field(
        600, ge=1, le=86400, description="How long a link to an invoice's file holds."
    )
    most_connections: int = Field(
        10000, ge=1, le=1000000, description="How many connections are held at once."
    )
    most_body_bytes: int = Field(
        1048576, ge=1024, le=104857600, description="The most bytes that a request's body may have."
    )
    most_batched: int = Field(
        0,
        ge=0,
        le=100,
        description="How many operations may come in one list; 0 takes them one at a time.",
    )
    trusted_documents: Path | None = Field(
        None, description="A JSON manifest of documents that clients may ask for by their ids."
    )
    trusted_documents_only: bool = Field(
        False, description="Whether nothing is run but the documents of that manifest."
    )
    query_tokens: int = _limit(5_000, "How many tokens a document may have")
    query_depth: int = _limit(20, "How deep fields may be nested", most=100)
    query_fields: int = _limit(
        5_000, "How many fields a document may ask for, with fragments written out"
    )
    query_repeats: int = _limit(
        5_000, "How many pairs of the same field a document may ask to be merged"
    )
    query_aliases: int = _limit(100, "How many aliases an operation may use")
    query_directives: int = _limit(100, "How many directives an operation may use")
    query_root_fields: int = _limit(50, "How many root fields an operation may ask for")
    query_representations: int = _limit(
        1_000, "How many entities a gateway may ask for in a request"
    )
    query_cost: int = _limit(200_000, "What a request may cost at the most")
    cost_per_minute: int | None = Field(
        None,
        ge=0,
        description="What one viewer's requests may cost in a minute; 0 for no limit. Unless set, "
        "1000000, and no limit in the demo.",
    )
    show_cost: bool = Field(
        False, description="Whether every answer shows in extensions.cost what it cost."
    )
    introspection: bool | None = Field(
        None,
        description="Whether callers are shown the schema, and suggestions from it; unless set, in "
        "the demo only.",
    )
    gateway_key: SecretStr | None = Field(
        None,
        min_length=16,
        description="What a gateway shows to see the schema all the same: at least 16 characters.",
    )
    embedded_path: Path = Field(
        Path(".panther/practice.sqlite"),
        description="The embedded practice's file, made with demo data if it is not there; "
        ":memory: for one that is forgotten.",
    )

    @field_validator("connection")
    @classmethod
    def _distinct(cls, text: str) -> str:
        names = _names(text)
        if not all(names):
            raise PydanticCustomError("names", "A name is missing in {text}", {"text": repr(text)})
        if len(set(names)) < len(names):
            raise PydanticCustomError("names", "A name is twice in {text}", {"text": repr(text)})
        return text

    @property
    def connections(self) -> tuple[str, ...]:
        """Return the names of what is served, the one that is taken by default first."""
        return _names(self.connection)

    @property
    def is_demo(self) -> bool:
        """Whether anybody on this machine is let in as the demo firm's owner.

        That is so only where nothing else was decided: the embedded practice alone, an address of
        this machine's own, and nothing set that people or programs could sign in with.
        """
        return (
            self.connections == (EMBEDDED,)
            and loopback(self.host)
            and self.secret_key is None
            and self.identity_providers is None
        )


@lru_cache(1024)
def loopback(host: str) -> bool:
    """Whether an address is this machine's alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def shown(settings: BaseSettings) -> list[tuple[str, str, str]]:
    """Return each setting's variable, value and description; secrets are masked."""
    prefix = settings.model_config.get("env_prefix", "")
    return [
        (f"{prefix}{name}".upper(), _masked(getattr(settings, name)), field.description or "")
        for name, field in type(settings).model_fields.items()
    ]


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


def _masked(value: object) -> str:
    if isinstance(value, SecretStr):
        return "********" if value.get_secret_value() else "not set"
    if isinstance(value, str):
        return _PASSWORD.sub(r"\1********@", value)
    return "not set" if value is None else str(value)
