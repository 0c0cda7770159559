"""What is kept, and what goes first."""

from graph.execution.lru import Lru


def test_who_was_not_asked_for_the_longest_goes_first() -> None:
    lru: Lru[str, int] = Lru(2, 100)
    lru.put("a", 1, 1)
    lru.put("b", 2, 1)
    assert lru.get("a") == 1
    lru.put("c", 3, 1)
    assert [lru.get(it) for it in "abc"] == [1, None, 3]


def test_together_they_weigh_no_more_than_the_heaviest() -> None:
    lru: Lru[str, int] = Lru(10, 10)
    lru.put("a", 1, 4)
    lru.put("b", 2, 4)
    lru.put("a", 3, 5)
    assert [lru.get(it) for it in "ab"] == [3, 2]
    lru.put("c", 4, 6)
    assert [lru.get(it) for it in "abc"] == [None, 2, 4]
    lru.put("d", 5, 11)
    assert [lru.get(it) for it in "abcd"] == [None, 2, 4, None]
    assert len(lru) == 2
