"""A label printer of our own: turns the few ZPL commands that labels use into dots."""

import re

from PIL import Image, ImageChops, ImageDraw

COMMAND = re.compile(r"\^([A-Z]{2}|A0)([^^]*)")
RUN = re.compile(r"([g-zG-Y]+)([0-9A-F])")


def printed(zpl: str) -> list[Image.Image]:
    """Return the labels that come out, black on white."""
    return [_label(label) for label in re.findall(r"\^XA(.*?)\^XZ", zpl, re.DOTALL)]


def _label(text: str) -> Image.Image:
    image, x, y, turned = Image.new("1", (1, 1)), 0, 0, False
    for name, rest in COMMAND.findall(text):
        numbers = [int(n) for n in rest.split(",")] if re.fullmatch(r"[\d,]+", rest) else []
        if name == "PW":
            image = image.resize((numbers[0], 1))
        elif name == "LL":
            image = Image.new("1", (image.width, numbers[0]), 1)
        elif name == "FO":
            x, y = numbers
        elif name == "FR":
            turned = True
        elif name == "GB":
            _box(image, x, y, *numbers)
        elif name == "GF":
            _graphic(image, x, y, rest, turned)
        elif name == "FS":
            turned = False
        else:
            assert name == "LH", name
    return image


def _box(image: Image.Image, x: int, y: int, width: int, height: int, line: int) -> None:
    box = (x, y, x + width - 1, y + height - 1)
    fill = 0 if line >= min(width, height) else None
    ImageDraw.Draw(image).rectangle(box, fill=fill, outline=0, width=line)


def _graphic(image: Image.Image, x: int, y: int, rest: str, turned: bool) -> None:
    kind, size, _same, across, data = rest.split(",", 4)
    assert kind == "A"
    rows = _rows(data, int(across) * 2)
    assert len(rows) * int(across) == int(size)
    black = Image.frombytes("1", (int(across) * 8, len(rows)), bytes.fromhex("".join(rows)))
    there = image.crop((x, y, x + black.width, y + black.height))
    drawn = ImageChops.logical_xor(there, black) if turned else None
    image.paste(drawn or ImageChops.logical_and(there, ImageChops.invert(black)), (x, y))


def _rows(data: str, digits: int) -> list[str]:
    rows: list[str] = []
    row = ""
    plain = RUN.sub(lambda run: run[2] * sum(map(_count, run[1])), data)
    for character in plain:
        if character == ":":
            rows.append(rows[-1])
        else:
            row = row.ljust(digits, "0") if character == "," else row + character
            if len(row) == digits:
                rows.append(row)
                row = ""
    assert not row
    return rows


def _count(letter: str) -> int:
    return 20 * (ord(letter) - ord("f")) if letter.islower() else ord(letter) - ord("F")
