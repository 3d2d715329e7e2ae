"""A site's file of settings amended by the program: what people wrote in it stays as it is."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from data.files import keep
from data.texts import gettext as _
from rmdesk.model.errors import BadInput

__all__ = ["keep_settings", "with_added"]


def with_added(text: str, table: str, key: str, added: Mapping[str, str]) -> str:
    """The text of a file whose list `key` of a table has further texts, each with a remark or "".

    Remarks, order and all else are as they were. Raises BadInput for a file that is written in
    another way than most: nobody is to find theirs spoilt.
    """
    wanted = deepcopy(tomllib.loads(text))
    wanted.setdefault(table, {}).setdefault(key, []).extend(added)
    made = _amended(text, table, key, added)
    try:
        if tomllib.loads(made) == wanted:
            return made
    except tomllib.TOMLDecodeError:
        pass
    raise BadInput(
        _("The file cannot be amended"),
        _("[{table}] {key} is written in a way that only its writer can go on with.").format(
            table=table, key=key
        ),
        _("Write these into it: {lines}").format(lines=", ".join(map(_quoted, added))),
        field_name=f"{table}.{key}",
    )


def keep_settings(file: Path, text: str) -> None:
    """Write such a file whole; it stays whose it was. Raises Unavailable."""
    before = file.stat() if file.exists() else file.parent.stat()
    keep(file, text.encode())
    now = file.stat()
    if (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid) and os.geteuid() == 0:
        os.chown(file, before.st_uid, before.st_gid)


def _amended(text: str, table: str, key: str, added: Mapping[str, str]) -> str:
    header = re.search(rf"^\[{re.escape(table)}\][ \t]*(?:#.*)?$", text, re.MULTILINE)
    if header is None:
        return f"{text.rstrip()}\n\n[{table}]\n{key} = {_listed('', 0, added)}\n"
    after = re.search(r"^\[", text[header.end() :], re.MULTILINE)
    end = header.end() + after.start() if after else len(text)
    found = re.search(rf"^{re.escape(key)}[ \t]*=[ \t]*\[", text[header.end() : end], re.MULTILINE)
    if found is None:
        line = f"\n{key} = {_listed('', 0, added)}"
        return text[: header.end()] + line + text[header.end() :]
    first = header.end() + found.end()
    last, said = _body(text, first)
    return text[: first - 1] + _listed(text[first:last], said - first, added) + text[last + 1 :]


_PIECE = re.compile(r"""#.*|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\[\],]|\s+|[^\s,#\[\]"']+""")


def _body(text: str, start: int) -> tuple[int, int]:
    """Where a list ends that begins before `start`, and where the last that it says does."""
    depth, said, at = 0, start, start
    while (piece := _PIECE.match(text, at)) is not None:
        if piece[0] == "]" and not depth:
            return at, said
        depth += {"[": 1, "]": -1}.get(piece[0], 0)
        at = piece.end()
        if not (piece[0].isspace() or piece[0].startswith("#")):
            said = at
    return at, said  # no end of it: what is made of this is no TOML


def _listed(body: str, said: int, added: Mapping[str, str]) -> str:
    """A list with what it has, up to `said`, and what is added to it."""
    had, rest = body[:said], body[said:]
    comma = "," if had.strip() and not had.endswith(",") else ""
    if "\n" not in body and not any(added.values()):
        blank = " " if comma else ""
        return f"[{had}{comma}{blank}{', '.join(map(_quoted, added))}]"
    lines = [
        f"    {_quoted(each)}," + (f"  # {note}" if note else "") for each, note in added.items()
    ]
    return f"[{had}{comma}{rest.rstrip()}\n" + "\n".join(lines) + "\n]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
