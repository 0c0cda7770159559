"""Where traces go: OpenTelemetry's own variables, as far as this service takes them.

https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

from typing import Literal
from urllib.parse import unquote

from pydantic import Field, SecretStr, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.telemetry.sampling import SAMPLERS

__all__ = ["TraceSettings"]

_ADDRESS = r"^https?://[^\s?#@]+$"


class TraceSettings(BaseSettings):
    """What a person who runs the service may decide about traces."""

    model_config = SettingsConfigDict(
        env_prefix="OTEL_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    exporter_otlp_endpoint: str | None = Field(
        None,
        pattern=_ADDRESS,
        description="Where a collector takes traces, as http://collector:4318; /v1/traces is added. "
        "Unless set, no spans are made.",
    )
    exporter_otlp_traces_endpoint: str | None = Field(
        None, pattern=_ADDRESS, description="The same, as the whole address."
    )
    exporter_otlp_protocol: Literal["http/json"] = Field(
        "http/json", description="How they are sent; collectors take it on port 4318."
    )
    exporter_otlp_headers: SecretStr | None = Field(
        None, description="Headers to send along, as name=value with commas between."
    )
    service_name: str = Field("panther", min_length=1, description="What spans say they are of.")
    resource_attributes: str | None = Field(
        None, description="What else they say of it, as name=value with commas between."
    )
    traces_sampler: str = Field(
        "parentbased_always_on",
        description="Which traces are kept: always_on, always_off or traceidratio, each also after "
        "parentbased_, which heeds what a caller decided.",
    )
    traces_sampler_arg: float = Field(
        1.0, ge=0, le=1, description="The share that traceidratio keeps."
    )
    sdk_disabled: bool = Field(False, description="Whether no spans are made all the same.")

    @field_validator("traces_sampler")
    @classmethod
    def _known(cls, name: str) -> str:
        if name not in SAMPLERS:
            raise PydanticCustomError("sampler", "One of {names}", {"names": ", ".join(SAMPLERS)})
        return name

    @field_validator("resource_attributes")
    @classmethod
    def _attributes(cls, text: str | None) -> str | None:
        _pairs(text)
        return text

    @field_validator("exporter_otlp_headers")
    @classmethod
    def _headers(cls, secret: SecretStr | None) -> SecretStr | None:
        _pairs(secret.get_secret_value() if secret else None)
        return secret

    @property
    def address(self) -> str | None:
        """Where to post traces; None where nobody is to be told."""
        if self.sdk_disabled:
            return None
        if self.exporter_otlp_traces_endpoint is not None:
            return self.exporter_otlp_traces_endpoint
        base = self.exporter_otlp_endpoint
        return None if base is None else f"{base.rstrip('/')}/v1/traces"

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers to send along."""
        secret = self.exporter_otlp_headers
        return _pairs(secret.get_secret_value() if secret else None)

    @property
    def resource(self) -> dict[str, str]:
        """Return what spans say of the service."""
        return {**_pairs(self.resource_attributes), "service.name": self.service_name}


def _pairs(text: str | None) -> dict[str, str]:
    """Read name=value,name=value, percent-encoded as W3C Baggage has it."""
    pairs: dict[str, str] = {}
    for pair in (text or "").split(","):
        name, is_pair, value = pair.partition("=")
        if is_pair and name.strip():
            pairs[name.strip()] = unquote(value.strip())
        elif pair.strip():
            raise PydanticCustomError("pairs", "As name=value with commas between")
    return pairs
