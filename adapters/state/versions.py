"""Brings a database to the schema's newest version, one process at a time, or refuses it."""

from collections.abc import Iterable
from pathlib import Path

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from adapters.state.records import UnusableState
from adapters.state.tables import metadata

__all__ = ["bring_up_to_date"]

_MIGRATIONS = str(Path(__file__).parent / "migrations")
_TABLE = "state_version"
_LOCK = 0x50414E54  # "PANT", so that only other openings of a state wait here


def bring_up_to_date(connection: Connection, where: str, folder: str = _MIGRATIONS) -> None:
    """Run every step that the database lacks, in the caller's transaction: all of them, or none.

    Whoever comes second waits, and finds nothing to do: in SQLite at the file's own write lock,
    which the caller's transaction holds, in PostgreSQL at an advisory lock until its end.
    Raises ``UnusableState`` for another program's database, or a newer version of this one's.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("set local lock_timeout = '60s'")
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK})")
    script = ScriptDirectory(folder, version_locations=[folder])
    known = [step.revision for step in script.walk_revisions()]

    def missing(heads: Iterable[str], _: MigrationContext) -> list[MigrationStep]:
        steps = list(script.iterate_revisions("head", tuple(heads) or "base"))
        return [MigrationStep.upgrade_from_script(script.revision_map, s) for s in steps[::-1]]

    context = MigrationContext.configure(connection, opts={"version_table": _TABLE, "fn": missing})
    version = context.get_current_revision()
    if version is None:
        _refuse_anothers(connection, where)
    elif version not in known:
        raise UnusableState(
            f"{where} was written by a newer version of this program (schema {version}, this one "
            f"knows up to {known[0]}). Update the program, or use another database."
        )
    context.run_migrations(op=Operations(context))


def _refuse_anothers(connection: Connection, where: str) -> None:
    """Refuse a file with any table in it; a server's schema may be shared, but not our names."""
    tables = {*inspect(connection).get_table_names()} - {_TABLE}
    if connection.dialect.name != "sqlite":
        tables &= {*metadata.tables}
    if tables:
        raise UnusableState(
            f"{where} holds another program's tables ({', '.join(sorted(tables))}). "
            f"Use another database."
        )
