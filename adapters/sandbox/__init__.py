"""The sandbox: a PracticePanther for developers who have none, the REST dialect over HTTP."""

from adapters.sandbox.app import create_sandbox as create_sandbox
from adapters.sandbox.config import Credential as Credential
from adapters.sandbox.config import MfaKind as MfaKind
from adapters.sandbox.config import Person as Person
from adapters.sandbox.config import RateLimit as RateLimit
from adapters.sandbox.config import Reads as Reads
from adapters.sandbox.config import SandboxConfig as SandboxConfig
