"""Reading pickles of an index as data: whoever can write the folder must not run code by them.

Whoosh keeps its tables of contents, and what it reads where a sidecar is missing, as pickles. Here
they may name nothing but what Whoosh itself writes, of which none does anything when it is made.
"""

from __future__ import annotations

import io
import pickle
from typing import IO, Any

_WRITTEN = frozenset(
    {
        ("whoosh.codec.whoosh3", "W3Codec"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("copyreg", "_reconstructor"),
        ("copy_reg", "_reconstructor"),
        ("builtins", "object"),
        ("__builtin__", "object"),
        ("builtins", "set"),
        ("__builtin__", "set"),
        ("builtins", "frozenset"),
        ("__builtin__", "frozenset"),
        ("collections", "defaultdict"),
        ("builtins", "int"),
        ("__builtin__", "int"),
        ("array", "array"),
        ("array", "_array_reconstructor"),
        ("_codecs", "encode"),
    }
)
"""Modules and names. `_codecs.encode` makes the bytes of old protocols."""


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _WRITTEN:
            raise pickle.UnpicklingError(f"{module}.{name} is nothing that an index holds")
        return super().find_class(module, name)


def load(stream: IO[bytes]) -> Any:
    """The value of a pickle. Raises UnpicklingError for one that names anything else."""
    return _Reader(stream).load()


def loads(data: bytes) -> Any:
    """The same of bytes."""
    return _Reader(io.BytesIO(data)).load()


def read_whoosh_plainly() -> None:
    """Let Whoosh, too, read its pickles so."""
    import whoosh.codec.whoosh3
    import whoosh.columns
    import whoosh.filedb.structfile
    import whoosh.index

    whoosh.index.toc_loaders.clear()  # of formats that we never wrote, which read more pickles
    whoosh.filedb.structfile.load_pickle = load
    whoosh.filedb.structfile.load = load  # as whoosh3 calls it
    whoosh.columns.loads = loads
    whoosh.codec.whoosh3.loads = loads
