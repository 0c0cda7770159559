"""A sandbox to test on: the demo firm behind the dialect, its clock, its ids, and who may enter."""

import shutil
from base64 import b64encode
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from adapters.embedded.practice import EmbeddedPractice
from adapters.sandbox import (
    Credential,
    MfaKind,
    Person,
    Reads,
    SandboxConfig,
    create_sandbox,
)
from tests.world import CountedIds, StandingClock

BASE = "/integrations/int_demo"
BASIC = "Basic " + b64encode(b"broker:broker-secret").decode()
TOTP_SECRET = 2 * "JBSWY3DPEHPK3PXP"
PARALEGAL = "paralegal@meridianlake.example"
JANE = "jane.attorney@meridianlake.example"
PEOPLE = {
    PARALEGAL: Person(password="pw-paralegal", mfa=MfaKind.TOTP, totp_secret=TOTP_SECRET),
    JANE: Person(password="pw-jane"),
    "dmitri": Person(password="pw-dmitri", user_id="u_pp_716609"),
    "owen": Person(
        password="pw-owen", user_id="u_pp_6f4a3c", mfa=MfaKind.SMS, sent_to="+1-***-0142"
    ),
    "harriet": Person(
        password="pw-harriet",
        user_id="u_pp_2d7da1",
        mfa=MfaKind.EMAIL,
        sent_to="h***@meridianlake.example",
    ),
    "colette": Person(password="pw-colette", user_id="u_pp_23514f"),
    "ghost": Person(password="pw-ghost"),
}


class Place:
    """A sandbox over a practice of the test's own, made when its app starts."""

    def __init__(self, demo_file: Path, folder: Path, **settings: Any) -> None:
        self.clock = StandingClock()
        self.ids = CountedIds()
        self.path = folder / "sandbox.sqlite"
        shutil.copy(demo_file, self.path)
        credential = Credential(name="broker", secret="broker-secret")
        config = SandboxConfig(credential=credential, people=PEOPLE, **settings)
        self.app = create_sandbox(self._open, clock=self.clock, config=config)
        self.sandbox = self.app.state.sandbox
        self.client: TestClient
        self.token = ""

    def _open(self) -> EmbeddedPractice:
        self.practice = EmbeddedPractice(str(self.path), clock=self.clock, ids=self.ids)
        return self.practice

    def sign_in(self, username: str = JANE, password: str = "pw-jane", **body: Any) -> Any:
        """Return the answer to a sign-in, whatever it is; its token is used from here on."""
        response = self.client.post(
            f"{BASE}/sessions",
            json={"username": username, "password": password, **body},
            headers={"Authorization": BASIC},
        )
        if response.status_code == 200:
            self.token = response.json()["authToken"]
        return response

    def ask(self, method: str, path: str, **rest: Any) -> Any:
        """Return the answer to a request with the token."""
        headers = {"Authorization": f"Bearer {self.token}", **rest.pop("headers", {})}
        return self.client.request(method, f"{BASE}{path}", headers=headers, **rest)

    def get(self, path: str, **params: Any) -> Any:
        """Return the JSON of what is there."""
        response = self.ask("GET", path, params=params)
        assert response.status_code == 200, response.text
        return response.json()

    def ids_of(self, path: str, **params: Any) -> list[str]:
        """Return the ids on a page, and see that it says how many there are."""
        page = self.get(path, **{"pageSize": 2000, **params})
        return [item[ID_OF[path]] for item in page["items"]]

    def refused(self, method: str, path: str, **rest: Any) -> tuple[int, str, Any]:
        """Return an error's status, code and field."""
        response = self.ask(method, path, **rest)
        error = response.json()["error"]
        return response.status_code, error["code"], error.get("field")

    def sql(self, statement: str, *args: Any) -> list[tuple[Any, ...]]:
        """Look at the file itself, on the loop's thread."""
        portal = self.client.portal
        assert portal is not None
        return portal.call(self.practice._db.read, statement, args)


ID_OF = {
    "/matters": "matterId",
    "/contacts": "clientId",
    "/time-entries": "entryId",
    "/expenses": "expenseId",
    "/invoices": "invoiceId",
    "/trust-accounts": "trustAccountId",
    "/trust-ledgers": "ledgerId",
    "/trust-transactions": "transactionId",
    "/users": "userId",
}

__all__ = ["BASE", "BASIC", "ID_OF", "JANE", "PARALEGAL", "TOTP_SECRET", "Place", "Reads"]
