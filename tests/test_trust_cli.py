"""Trust money proved from the shell: the figures a bookkeeper reads, and what it ends with."""

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graph.__main__ import cli

runner = CliRunner()


@pytest.fixture(autouse=True)
def file(tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The demo firm's practice, the test's own."""
    path = tmp_path / "practice.sqlite"
    shutil.copy(demo_file, path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(path))
    return path


def reconcile(*words: str, account: str = "tra_afd9ac") -> Result:
    options = ["--account", account, "--as-of", "2026-02-28", *words]
    return runner.invoke(cli, ["trust", "reconcile", *options])


def figures(text: str) -> dict[str, str]:
    """Return the report's figures by their words."""
    return dict(re.findall(r"^  (\S.*?)  +(\S+|not given)$", text, re.MULTILINE))


@pytest.mark.parametrize(
    "account",
    ["tra_afd9ac", "interest-bearing trust account \N{EN DASH} HARGROVE estate"],
)
def test_what_balances_ends_with_0(account: str) -> None:
    result = reconcile("--statement-balance", "225826.65", account=account)
    assert result.exit_code == 0
    title, *_ = result.stdout.splitlines()
    assert title == (
        "Interest-Bearing Trust Account \N{EN DASH} Hargrove Estate (tra_afd9ac), "
        "as of 2026-02-28, in USD"
    )
    assert figures(result.stdout) == {
        "The bank's statement says": "225,826.65",
        "+ deposits in transit (0)": "0.00",
        "- payments outstanding (0)": "0.00",
        "1. Statement, adjusted": "225,826.65",
        "2. Journal": "225,826.65",
        "3. All ledgers (1)": "225,826.65",
        "Difference, 1 - 2": "0.00",
    }
    assert "BALANCED: the three numbers agree to the cent." in result.stdout
    assert re.search(r"It is kept as rec_\w+\.\n$", result.stdout)


def test_a_cent_is_enough_to_end_with_1() -> None:
    result = reconcile("--statement-balance", "225,826.66", "--close")
    assert result.exit_code == 1
    assert figures(result.stdout)["Difference, 1 - 2"] == "0.01"
    assert "UNBALANCED" in result.stdout
    assert result.stdout.endswith("; the period stays open.\n")


def test_without_a_statement_nothing_is_proved() -> None:
    result = reconcile()
    assert result.exit_code == 1
    assert figures(result.stdout)["The bank's statement says"] == "not given"
    assert "INCOMPLETE: give --statement-balance to prove it." in result.stdout


def test_what_the_bank_has_not_seen_is_named_and_counted(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        coming = db.execute(
            "select e.id, e.amount from trust_entries e join trust_ledgers l on l.id = e.ledger_id "
            "where e.cleared_on is null and l.account_id = 'tra_21ff67' order by e.sequence"
        ).fetchall()
        ((books,),) = db.execute(
            "select sum(e.amount) from trust_entries e join trust_ledgers l on l.id = e.ledger_id "
            "where l.account_id = 'tra_21ff67'"
        ).fetchall()
    statement = books - sum(amount for _, amount in coming)
    words = [word for id, _ in coming for word in ("--in-transit", id)]
    result = reconcile(
        "--statement-balance", f"{statement / 100:.2f}", *words, "--close", account="tra_21ff67"
    )
    assert result.exit_code == 0, result.output
    assert re.findall(r"^      (trt_\w+)", result.stdout, re.MULTILINE) == [id for id, _ in coming]
    assert f"+ deposits in transit ({len(coming)})" in result.stdout
    assert result.stdout.endswith(", and nothing is dated up to 2026-02-28 any more.\n")


@pytest.mark.parametrize(
    ("words", "account", "said"),
    [
        (
            [],
            "nowhere",
            (
                "There is no trust account 'nowhere'. Give the id of one of these: tra_21ff67 "
                "Client Trust Account (IOLTA); tra_afd9ac Interest-Bearing Trust Account "
                "\N{EN DASH} Hargrove Estate.\n"
            ),
        ),
        (
            ["--statement-balance", "a lot"],
            "tra_21ff67",
            "--statement-balance is an amount as 1066.50, not 'a lot'.\n",
        ),
        (
            ["--statement-balance", "1e999999999"],
            "tra_21ff67",
            "--statement-balance is an amount as 1066.50, not '1e999999999'.\n",
        ),
        (
            ["--statement-balance", "NaN"],
            "tra_21ff67",
            "--statement-balance is an amount as 1066.50, not 'NaN'.\n",
        ),
        (
            ["--statement-balance", "0.001", "--outstanding", "trt_none"],
            "tra_21ff67",
            (
                "0.001 has too many decimals: USD has 2.\n"
                "trt_none is no payment of this account by 2026-02-28.\n"
            ),
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_line_each(words: list[str], account: str, said: str) -> None:
    result = reconcile(*words, account=account)
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


def test_a_journal_as_it_was_written_is_sound(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        ((entries, last),) = db.execute(
            "select count(*), (select hash from trust_entries order by sequence desc limit 1) "
            "from trust_entries"
        ).fetchall()
    result = runner.invoke(cli, ["trust", "verify"])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"The trust journal is sound: {entries} entries and 0 clearings are as they were written.",
        f"Its last hash, to be kept elsewhere: {last}",
    ]


def test_a_journal_that_was_changed_is_found_out(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("drop trigger journal_stays")
        db.execute("update trust_entries set payee = 'Somebody else' where id = 'trt_ddf06e'")
    result = runner.invoke(cli, ["trust", "verify"])
    assert result.exit_code == 1
    assert "trt_ddf06e" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("The trust journal is not as it was written: ")


def test_an_unusable_file_is_one_clear_line(file: Path) -> None:
    file.write_text("dear diary")
    result = runner.invoke(cli, ["trust", "verify"])
    assert result.exit_code == 1
    assert result.stderr.endswith("can't be opened as a practice: file is not a database.\n")
