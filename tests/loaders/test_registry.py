"""A set of loaders goes on with another's, but for what that did not load whole."""

from adapters.port import Contact
from loaders import Loaders
from tests.world import CLIENT, MATTER, World


async def test_what_was_read_in_part_is_not_taken(world: World) -> None:
    ours = Loaders(world.practice)
    narrow = ours.narrowed({Contact: frozenset({"name"})})
    name, matter = (await narrow.contact.load(CLIENT)), await narrow.matter.load(MATTER)
    assert name.__struct_fields__ == ("id", "name")
    ours.take(narrow)
    assert ours.matter is narrow.matter
    assert ours.matter.known == {MATTER: matter}
    assert ours.contact is not narrow.contact
    assert (await ours.contact.load(CLIENT)).__struct_fields__ == Contact.__struct_fields__


async def test_what_is_needed_is_told_by_kind(world: World) -> None:
    ours = Loaders(world.practice, {Contact: frozenset()})
    assert ours.needed(Contact) == frozenset()
    ours.clear()
    assert ours.needed(Contact) == frozenset()
    assert Loaders(world.practice).needed(Contact) is None
