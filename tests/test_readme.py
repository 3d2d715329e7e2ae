"""What the README tells people to type does what it says, on the sample centre."""

import re
import shlex
from pathlib import Path

import pytest

from screens.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def block_after(heading: str) -> list[str]:
    """The lines of the first shell block after a heading."""
    found = re.search(re.escape(heading) + r".*?```sh\n(.*?)```", README, re.DOTALL)
    assert found
    return found.group(1).splitlines()


@pytest.mark.whole
def test_the_commands_of_the_readme_work_one_after_the_other(
    sample_cache: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(sample_cache))
    monkeypatch.chdir(tmp_path)
    assert main(["--home", "sample", "demo"]) == 0
    monkeypatch.setenv("RMDESK_HOME", "sample")
    lines = block_after("### The same without a screen")
    assert len(lines) >= 10
    for line in lines:
        name, *arguments = shlex.split(line, comments=True)
        assert name == "rmdesk"
        assert main(arguments) == 0, (line, capsys.readouterr())
    assert (tmp_path / "labels.pdf").read_bytes().startswith(b"%PDF")


def test_every_page_the_readme_leads_to_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", README):
        assert (ROOT / target).exists(), target
