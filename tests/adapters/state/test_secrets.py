"""Secrets at rest: sealed to their place, resealed when keys change, shown by nothing."""

import logging
import traceback
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from adapters.state.records import ConnectionKind, ConnectionRecord, Credential, NoSuchConnection
from adapters.state.seal import Sealer, Secret, Unopenable, generate
from adapters.state.state import State
from adapters.state.tables import secrets
from tests.adapters.state.conftest import OpenState

TEXT = "hunter2-correct-horse"
SECRET = Secret(TEXT)


async def _rows(state: State) -> dict[tuple[str, str], bytes]:
    async with state._store.reading() as connection:
        rows = await connection.execute(select(secrets))
        return {(row.connection_id, row.credential): row.sealed for row in rows}


async def _overwrite(state: State, id: str, credential: Credential, sealed: bytes) -> None:
    its = (secrets.c.connection_id == id, secrets.c.credential == credential.value)
    async with state._store.writing() as connection:
        await connection.execute(update(secrets).where(*its).values(sealed=sealed))


async def test_secrets_are_put_found_replaced_and_removed(
    state: State, firm: ConnectionRecord
) -> None:
    assert await state.secrets.get(firm.id, Credential.PASSWORD) is None
    await state.secrets.put(firm.id, Credential.PASSWORD, Secret("first"))
    await state.secrets.put(firm.id, Credential.AUTH_TOKEN, Secret(""))
    await state.secrets.put(firm.id, Credential.PASSWORD, SECRET)
    assert await state.secrets.get(firm.id, Credential.PASSWORD) == SECRET
    assert await state.secrets.get(firm.id, Credential.AUTH_TOKEN) == Secret("")
    assert await state.secrets.names(firm.id) == ("auth_token", "password")
    assert await state.secrets.remove(firm.id, Credential.PASSWORD)
    assert not await state.secrets.remove(firm.id, Credential.PASSWORD)
    assert await state.secrets.get(firm.id, Credential.PASSWORD) is None
    assert await state.secrets.names("nobody") == ()


async def test_any_text_may_be_a_secret(state: State, firm: ConnectionRecord) -> None:
    texts = ["", "ä€😀", "\0null", "\ud800 alone", "x" * 100_000]
    for text, credential in zip(texts, Credential, strict=False):
        await state.secrets.put(firm.id, credential, Secret(text))
        found = await state.secrets.get(firm.id, credential)
        assert found and found.reveal() == text


async def test_nobody_has_no_secrets(state: State) -> None:
    with pytest.raises(NoSuchConnection) as refused:
        await state.secrets.put("nobody", Credential.PASSWORD, SECRET)
    assert TEXT not in "".join(traceback.format_exception(refused.value))


async def test_a_row_moved_to_another_place_does_not_open(
    state: State, firm: ConnectionRecord
) -> None:
    other = await state.connections.add("other", ConnectionKind.SUPERGOOD)
    places = [
        (firm.id, Credential.PASSWORD),
        (firm.id, Credential.AUTH_TOKEN),
        (other.id, Credential.PASSWORD),
    ]
    for number, place in enumerate(places):
        await state.secrets.put(*place, Secret(f"{TEXT} {number}"))
    rows = await _rows(state)
    for place in places[1:]:
        await _overwrite(state, *places[0], rows[place])
        with pytest.raises(Unopenable, match=f"password of connection {firm.id}") as refused:
            await state.secrets.get(*places[0])
        assert TEXT not in "".join(traceback.format_exception(refused.value))
    await _overwrite(state, *places[0], rows[places[0]])
    assert await state.secrets.get(*places[0]) == Secret(f"{TEXT} 0")


async def test_keys_are_changed_without_losing_a_secret(
    open_state: OpenState, firm: ConnectionRecord
) -> None:
    old, new = generate(), generate()
    before = await open_state(sealer=Sealer.from_text(old))
    during = await open_state(sealer=Sealer.from_text(f"{new},{old}"))
    after = await open_state(sealer=Sealer.from_text(new))
    for credential in Credential:
        await before.secrets.put(firm.id, credential, Secret(f"{TEXT} {credential}"))
    await during.secrets.put(firm.id, Credential.PASSWORD, SECRET)
    with pytest.raises(Unopenable, match="is not among those in PANTHER_SECRET_KEY"):
        await after.secrets.get(firm.id, Credential.USERNAME)
    rows = await _rows(during)
    assert await during.secrets.rotate() == len(Credential) - 1
    assert await during.secrets.rotate() == 0
    assert await after.secrets.get(firm.id, Credential.PASSWORD) == SECRET
    assert await after.secrets.get(firm.id, Credential.USERNAME) == Secret(f"{TEXT} username")
    changed = {key for key, sealed in (await _rows(during)).items() if rows[key] != sealed}
    assert changed == {*rows} - {(firm.id, "password")}


async def test_a_rotation_that_meets_a_bad_row_changes_nothing(
    open_state: OpenState, firm: ConnectionRecord
) -> None:
    old, new = generate(), generate()
    before = await open_state(sealer=Sealer.from_text(old))
    during = await open_state(sealer=Sealer.from_text(f"{new},{old}"))
    for credential in (Credential.AUTH_TOKEN, Credential.PASSWORD, Credential.USERNAME):
        await before.secrets.put(firm.id, credential, SECRET)
    await _overwrite(before, firm.id, Credential.USERNAME, b"\1noise")
    rows = await _rows(before)
    with pytest.raises(Unopenable, match="The username of"):
        await during.secrets.rotate()
    assert await _rows(before) == rows


async def test_nothing_shows_a_secret(
    state: State,
    firm: ConnectionRecord,
    url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("sqlalchemy", "sqlalchemy.engine", "aiosqlite", "alembic", "asyncpg"):
        caplog.set_level(logging.DEBUG, name)
    await state.secrets.put(firm.id, Credential.PASSWORD, SECRET)
    found = await state.secrets.get(firm.id, Credential.PASSWORD)
    await state.secrets.rotate()
    sealed = await _rows(state)
    with pytest.raises(IntegrityError) as failed:  # the driver's own, on a row that holds a seal
        async with state._store.writing() as connection:
            await connection.execute(
                update(secrets).values(connection_id="nobody", sealed=TEXT.encode())
            )
    failures = traceback.format_exception(failed.value)
    things = [state, state.secrets, state.secrets.__dict__, state.__dict__, found, firm]
    shown = [caplog.text, *map(repr, things), *map(str, things), *failures]
    assert "insert into secrets" in caplog.text.lower()
    for text in shown:
        assert TEXT not in text
    assert TEXT.encode() not in b"".join(sealed.values())
    if url.startswith("sqlite"):
        assert TEXT.encode() not in (tmp_path / "state.sqlite").read_bytes()
        assert repr(state) == f"State({tmp_path / 'state.sqlite'})"
