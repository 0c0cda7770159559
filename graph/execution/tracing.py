"""Tracing: what a resolver would load, found out by calling it once with stand-ins.

A resolver such as this one reads one attribute of its record, loads by it, and does nothing else::

    def client(matter, info):
        return info.context.loaders.contact.load(matter.client_id)

Called with a stand-in for the matter, it hands ``Attribute("client_id")`` to the stand-in of the
loader ``contact``; so fifty matters' clients are one ask with their distinct client_ids, and the
resolver need not be called for each. ``connection_of`` is traced alike, with the page it wants, and
so is a resolver that waits for its load, and returns an attribute of what came, or null for null.

A stand-in can only be passed on. Whoever looks at it, be it to compare, to format or to branch,
is not traced but called for each record, and so is whoever reads two attributes or anything of
the context but its loaders. What ``is None`` hides is seen later: a key that is null where the
loader must have one is an error, which graphql-core then answers.
"""

from collections.abc import Callable, Coroutine, Generator, Mapping
from dataclasses import dataclass, field
from types import CoroutineType
from typing import Any, Never

from resolvers.paging import Windowed

__all__ = ["INFO", "Trace", "trace"]


@dataclass(frozen=True, slots=True)
class Trace:
    """One batched load: by which attribute of the records, through which of the loaders.

    With ``optional``, a record without the attribute leads to null. With ``windowed``, the load is
    that page of each record's list. With ``then``, it is that attribute of what was loaded.
    """

    attribute: str
    loader: str
    optional: bool = False
    windowed: Windowed[Any, Any] | None = None
    then: str | None = None


Steps = Coroutine[Any, Any, Any]


class _Looked(Exception):
    """Somebody looked at a stand-in."""


def _no(*_: object) -> Never:
    raise _Looked


def _yes(*_: object) -> Any:
    return True


class _StandIn:
    """Something that can be passed on and nothing else."""

    __slots__ = ()
    __bool__ = __len__ = __iter__ = __call__ = __getitem__ = __contains__ = _no
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _no
    __str__ = __repr__ = __format__ = __add__ = __radd__ = __await__ = _no
    __class__ = property(_no)


class _Attribute(_StandIn):
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class _Record(_StandIn):
    """A record that tells which attributes were read."""

    __slots__ = ("_read",)

    def __init__(self, read: list[str]) -> None:
        object.__setattr__(self, "_read", read)

    def __getattribute__(self, name: str) -> Any:
        read: list[str] = object.__getattribute__(self, "_read")
        read.append(name)
        return _Attribute(name)


@dataclass(frozen=True, slots=True)
class _Load:
    """What a stand-in of a loader returns."""

    loader: str
    key: object
    optional: bool

    def __await__(self) -> Generator["_Load", Any, Any]:
        return (yield self)


class _Found(_Record):
    """What was loaded; that there is something may be looked at, and nothing more."""

    __slots__ = ()
    __bool__ = _yes


@dataclass(frozen=True, slots=True)
class _Loader:
    name: str

    def load(self, key: object, *listing: object) -> _Load:
        if listing:
            raise _Looked
        return _Load(self.name, key, optional=False)

    def maybe(self, key: object) -> _Load:
        return _Load(self.name, key, optional=True)


class _Loaders:
    def __getattr__(self, name: str) -> _Loader:
        return _Loader(name)


@dataclass(frozen=True, slots=True)
class _Context:
    """Nothing but loaders: what else a resolver asks of its context is not known yet."""

    loaders: _Loaders = field(default_factory=_Loaders)


@dataclass(frozen=True, slots=True)
class _Info:
    context: _Context = field(default_factory=_Context)


def trace(resolver: Callable[..., Any], parent: str, arguments: Mapping[str, Any]) -> Trace | None:
    """Return what a resolver loads for whatever record, or None if that depends on more.

    ``parent`` names the parameter that takes the record; the arguments are the others, ``INFO``
    among them where a resolver takes one.
    """
    read: list[str] = []
    result: Any
    try:
        result = resolver(**{parent: _Record(read)}, **arguments)
    except Exception:  # noqa: BLE001 - whatever it is: called with a record, it is answered for.
        return None
    if type(result) is CoroutineType:
        again: Any = resolver(**{parent: _Record([])}, **arguments)
        return _waited(result, again, read)
    if len(read) != 1:
        return None
    if type(result) is _Load and type(result.key) is _Attribute:
        return Trace(result.key.name, result.loader, result.optional)
    if type(result) is Windowed:
        key: Any = result.parent
        loader: Any = result.loader
        if type(key) is _Attribute:
            return Trace(key.name, loader.name, windowed=result)
    return None


def _waited(something: Steps, nothing: Steps, read: list[str]) -> Trace | None:
    """Trace what waits for one load, run twice: something is there the first time, nothing then.

    What the resolver has ``read`` of its record is known once it waits.
    """
    further: list[str] = []
    load, then = _stepped(something, _Found(further))
    again, rest = _stepped(nothing, None)
    if load is None or again is None or type(load.key) is not _Attribute:
        return None
    if type(then) is not _Attribute or rest is not None or (len(read), len(further)) != (1, 1):
        return None
    return Trace(load.key.name, load.loader, load.optional, then=then.name)


def _stepped(steps: Steps, found: object) -> tuple[_Load | None, object]:
    """Return what was waited for, and what is returned once it was found; None if it is no one
    load that is waited for.
    """
    load = None
    try:
        load = steps.send(None)
        steps.send(found)
    except StopIteration as stop:
        return (load if type(load) is _Load else None), stop.value
    except Exception:  # noqa: BLE001 - as above.
        return None, None
    finally:
        steps.close()
    return None, None


INFO: Any = _Info()
"""Stands in for the info of a resolver that is traced."""
