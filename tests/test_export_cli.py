"""``panther export`` as a person uses it."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graph.__main__ import cli

runner = CliRunner()
NUMBER = "202600029"


@pytest.fixture(autouse=True)
def practice(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(demo_file, tmp_path / "practice.sqlite")
    monkeypatch.setenv("PANTHER_EMBEDDED_PATH", str(tmp_path / "practice.sqlite"))


@pytest.mark.parametrize(
    ("format", "name", "starts"),
    [
        (None, f"invoice-{NUMBER}.pdf", b"%PDF-1."),
        ("pdf", f"invoice-{NUMBER}.pdf", b"%PDF-1."),
        ("ledes1998b", f"invoice-{NUMBER}-1998b.txt", b"LEDES1998B[]\r\n"),
        ("ledes1998bi", f"invoice-{NUMBER}-1998bi.txt", b"LEDES98BI V2[]\r\n"),
        ("quickbooks", f"invoice-{NUMBER}-quickbooks.json", b"{\n"),
    ],
)
def test_an_invoice_is_written_by_its_number(
    tmp_path: Path, format: str | None, name: str, starts: bytes
) -> None:
    result = runner.invoke(cli, ["export", NUMBER, *(["--format", format] if format else [])])
    content = (tmp_path / name).read_bytes()
    assert (result.exit_code, result.stdout) == (0, f"Wrote {name}, {len(content)} bytes.\n")
    assert content.startswith(starts)


def test_an_invoice_is_written_by_its_id_where_it_is_wanted(tmp_path: Path) -> None:
    runner.invoke(cli, ["export", NUMBER, "--format", "quickbooks"])
    note = json.loads((tmp_path / f"invoice-{NUMBER}-quickbooks.json").read_text())["PrivateNote"]
    id = note.split()[1]
    result = runner.invoke(cli, ["export", id, "--format", "ledes1998b", "--out", "bill.txt"])
    assert result.exit_code == 0
    assert (tmp_path / "bill.txt").read_bytes().startswith(b"LEDES1998B[]")


def test_nothing_is_written_over_unless_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "bill.pdf").write_text("mine")
    result = runner.invoke(cli, ["export", NUMBER, "--out", "bill.pdf"])
    assert (result.exit_code, result.stderr) == (
        1,
        "bill.pdf is there already. Write over it with --force, or to another with --out.\n",
    )
    assert (tmp_path / "bill.pdf").read_text() == "mine"
    assert runner.invoke(cli, ["export", NUMBER, "--out", "bill.pdf", "--force"]).exit_code == 0
    assert (tmp_path / "bill.pdf").read_bytes().startswith(b"%PDF-1.")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nothing"], "There is no invoice nothing.\n"),
        (["2026000"], "There is no invoice 2026000.\n"),
        (
            [NUMBER, "--out", "no/such/place"],
            "no/such/place can't be written: No such file or directory.\n",
        ),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(tmp_path: Path, args: list[str], says: str) -> None:
    before = sorted(tmp_path.iterdir())
    result = runner.invoke(cli, ["export", *args])
    assert (result.exit_code, result.stderr) == (1, says)
    assert sorted(tmp_path.iterdir()) == before


def test_a_draft_is_no_ledes(tmp_path: Path) -> None:
    found = runner.invoke(cli, ["export", "inv_none", "--format", "ledes1998b"])
    assert found.stderr == "There is no invoice inv_none.\n"
    result = runner.invoke(cli, ["export", NUMBER, "--format", "word"])
    assert result.exit_code == 2
    assert "'pdf'" in result.stderr
