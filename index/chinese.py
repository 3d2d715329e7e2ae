"""Traditional Chinese characters and the simplified ones they meet in."""

from __future__ import annotations

_TRADITIONAL = "萬與專業東絲兩嚴個豐臨為麗舉義烏樂習鄉書買亂爭於雲亞產"
_SIMPLIFIED = "万与专业东丝两严个丰临为丽举义乌乐习乡书买乱争于云亚产"

SIMPLER: dict[str, str] = dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
"""For each traditional character its simplified one."""
