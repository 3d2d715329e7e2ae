"""Makes the README's links absolute, as an index needs them; all else is in pyproject.toml."""

import re
import tomllib
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).resolve().parent
SOURCE = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Source"]


def absolute(text: str) -> str:
    """A page whose pictures and links to files beside it say where those are."""
    text = re.sub(r"(!\[[^\]]*\]\()(?!https?:|#)", rf"\1{SOURCE}/raw/main/", text)
    return re.sub(r"((?<!!)\[[^\]]*\]\()(?!https?:|#)", rf"\1{SOURCE}/blob/main/", text)


setup(
    long_description=absolute((HERE / "README.md").read_text("utf-8")),
    long_description_content_type="text/markdown",
)
