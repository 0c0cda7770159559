"""Seals: they open in their place with their key, and nowhere else; and nothing shows a secret."""

import copy
import pickle
import traceback
from hashlib import sha256

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.state.seal import Key, Sealer, Secret, Unopenable, UnusableKey, generate

OLD, NEW = generate(), generate()
SEALER = Sealer.from_text(OLD)
SECRET = Secret("hunter2-correct-horse")
TEXTS = st.text(st.characters(), max_size=40)  # lone surrogates included


def _refusal(sealed: bytes, connection: str = "con_1", credential: str = "password") -> str:
    with pytest.raises(Unopenable) as refused:
        SEALER.open(sealed, connection, credential)
    whole = "".join(traceback.format_exception(refused.value))
    assert "hunter2" not in whole
    assert (refused.value.connection_id, refused.value.credential) == (connection, credential)
    assert f"The {credential} of connection {connection} can't be opened" in str(refused.value)
    return str(refused.value)


@given(text=TEXTS, connection=TEXTS, credential=TEXTS)
def test_what_is_sealed_opens_in_its_place(text: str, connection: str, credential: str) -> None:
    sealed = SEALER.seal(Secret(text), connection, credential)
    assert SEALER.open(sealed, connection, credential).reveal() == text


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_it_opens_nowhere_else(a: str, b: str, c: str, d: str) -> None:
    assume((a, b) != (c, d))
    with pytest.raises(Unopenable):
        SEALER.open(SEALER.seal(SECRET, a, b), c, d)


def test_names_that_join_to_the_same_letters_are_not_the_same_place() -> None:
    sealed = SEALER.seal(SECRET, "con_1p", "assword")
    assert "sealed for another connection or credential" in _refusal(sealed)


def test_every_changed_bit_is_noticed() -> None:
    sealed = SEALER.seal(SECRET, "con_1", "password")
    for place in range(len(sealed)):
        for bit in range(8):
            changed = bytearray(sealed)
            changed[place] ^= 1 << bit
            reason = _refusal(bytes(changed))
            expected = "form" if place == 0 else "the key" if place < 5 else "it was changed"
            assert f"opened: {expected}" in reason or expected == "form" in reason, (place, bit)


def test_a_seal_cut_short_or_drawn_out_is_noticed() -> None:
    sealed = SEALER.seal(SECRET, "con_1", "password")
    for end in range(len(sealed)):
        _refusal(sealed[:end])
    _refusal(sealed + b"\0")


@given(st.binary(max_size=80))
def test_whatever_bytes_are_no_seal(noise: bytes) -> None:
    _refusal(noise)
    _refusal(b"\1" + bytes.fromhex(Key(OLD).id) + noise)


def test_a_head_from_another_seal_does_not_fit() -> None:
    one = SEALER.seal(SECRET, "con_1", "password")
    two = SEALER.seal(SECRET, "con_1", "password")
    assert one != two
    _refusal(one[:17] + two[17:])


def test_another_key_opens_nothing() -> None:
    sealed = Sealer.from_text(NEW).seal(SECRET, "con_1", "password")
    assert f"the key {Key(NEW).id} is not among those" in _refusal(sealed)


def test_the_first_key_seals_and_all_of_them_open() -> None:
    rotating = Sealer.from_text(f"{NEW}, {OLD}")
    old = SEALER.seal(SECRET, "con_1", "password")
    new = rotating.seal(SECRET, "con_1", "password")
    assert rotating.open(old, "con_1", "password") == SECRET
    assert Sealer.from_text(NEW).open(new, "con_1", "password") == SECRET
    assert (rotating.is_current(old), rotating.is_current(new)) == (False, True)


def test_the_form_is_version_key_id_nonce_and_ciphertext() -> None:
    sealer = Sealer([Key(OLD)], random=lambda size: b"n" * size)
    sealed = sealer.seal(Secret("abc"), "con_1", "password")
    assert sealed[:17] == b"\1" + bytes.fromhex(Key(OLD).id) + b"n" * 12
    assert len(sealed) == 17 + 3 + 16


def test_a_key_is_known_by_its_hash() -> None:
    assert Key("A" * 43).id == sha256(bytes(32)).hexdigest()[:8]
    assert Key("A" * 43 + "=").id == Key("A" * 43).id


BAD = ["", " ", "p", "hunter2 is my passphrase", "A" * 42, "A" * 44, "A" * 42 + "+", "A" * 42 + "ä"]


@pytest.mark.parametrize("text", BAD)
def test_a_bad_key_is_refused_by_the_rule_and_not_repeated(text: str) -> None:
    for make in (Sealer.from_text, lambda text: Sealer.from_text(f"{OLD},{text}")):
        with pytest.raises(UnusableKey, match="32 random bytes in base64url") as refused:
            make(text)
        whole = "".join(traceback.format_exception_only(refused.value))
        assert OLD not in whole
        assert len(text) < 8 or text not in whole
    assert "PANTHER_SECRET_KEY, key 2 of 2" in str(refused.value)


def test_no_key_and_the_same_key_twice_are_refused() -> None:
    with pytest.raises(UnusableKey, match="there is no key"):
        Sealer([])
    with pytest.raises(UnusableKey, match="given twice"):
        Sealer.from_text(f"{OLD},{OLD}=")


def test_nothing_shows_a_secret_or_a_key() -> None:
    key = Key(OLD)
    things = [SECRET, key, SEALER, [SECRET], {"secret": SECRET}, (SEALER, key)]
    for thing in things:
        for shown in (repr(thing), str(thing), f"{thing}", f"{thing!s:>50}"):
            assert "hunter2" not in shown
            assert OLD not in shown
            assert not any(part in shown for part in (OLD[:12], OLD[-12:]))
    assert f"{SECRET}" == "Secret(…)"
    assert repr(SEALER) == f"Sealer({key.id})"
    for thing in (SECRET, key, SEALER):
        with pytest.raises(TypeError, match="never written out"):
            pickle.dumps(thing)
        with pytest.raises(TypeError, match="never written out"):
            copy.copy(thing)
        with pytest.raises(TypeError):
            msgspec.json.encode(thing)


def test_secrets_are_equal_by_their_text() -> None:
    assert Secret("ä") == Secret("ä") != Secret("a")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
