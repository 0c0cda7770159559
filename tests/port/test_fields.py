"""A narrow record holds what was asked for, and nothing that was not."""

import pytest

from adapters.port import Contact, Matter, narrowed


def test_it_has_the_attributes_asked_for_in_the_records_own_order() -> None:
    made = narrowed(Matter, frozenset({"title", "id", "client_id"}))("mat_1", "Acme", "cli_1")
    assert (made.id, made.title, made.client_id) == ("mat_1", "Acme", "cli_1")


def test_whatever_else_is_read_is_an_error_and_no_default() -> None:
    made = narrowed(Matter, frozenset({"id"}))("mat_1")
    for name in {*Matter.__struct_fields__} - {"id"}:
        with pytest.raises(AttributeError):
            getattr(made, name)


def test_it_passes_for_the_whole_record_and_for_no_other() -> None:
    made = narrowed(Matter, frozenset({"id"}))("mat_1")
    assert isinstance(made, Matter)
    assert not isinstance(made, Contact)
