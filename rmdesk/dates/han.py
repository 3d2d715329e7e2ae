"""The words and numbers of Chinese dates (and the Japanese ones that a Chinese reader knows)."""

from __future__ import annotations

import re

from rmdesk.dates.words import words_of

PLAIN = str.maketrans(
    "國紀後來開為約時間無詳號農曆舊陰陽閏臘緒順慶豐統樂萬啟禎與週節點從現學財応應徳暦歷○華",
    "国纪后来开为约时间无详号农历旧阴阳闰腊绪顺庆丰统乐万启祯与周节点从现学财应应德历历〇华",
)
"""Full forms as short ones: only the signs that dates have."""

VAGUE = words_of("""
    约 大约 大概 左右 前后 上下 许 顷 间 年间 期间 时期 底 年底 月底 初 年初 月初
    末 年末 月末 中 年中 中期 中叶 初期 末期 前期 后期 早期 晚期 初年 末年
    的 之间 中华 年 月 日 号 份 年份 月份 第 公历 阳历 西历 日期 时间 年代 起止 于 在
    夜 晨 晚 清 明朝 清朝 大清 日本 度 年度 学年 学期
    """)
SEASONS = words_of("春 夏 秋 冬 春季 夏季 秋季 冬季 春天 夏天 秋天 冬天 春节")
LISTED = words_of("和 或 及 与 以及 、 兼")
RANGED = words_of("至 到 迄")
BEFORE = words_of("前 以前 之前 止 为止 截至 截止 不晚于 不迟于 早于")
AFTER = words_of("后 以后 之后 以来 起 开始 不早于 晚于")
FROM = words_of("从 自 由")
ONGOING = words_of("至今 迄今 今 现在 目前")
UNDATED = words_of("无日期 日期不详 年代不详 时间不详 不详 未知 无年代 无年份 无时间 佚年")
UNCOUNTED = words_of("几 数 多 余")
"""How many years or tens of them is left open: 民国十几年."""
NOT = words_of("非 除")
OTHER_CALENDARS = words_of("距今 佛历 黄帝 回历 伊斯兰历 藏历")
BEFORE_OUR_ERA = words_of("公元前 西元前")
LUNAR = words_of("农历 阴历 旧历 夏历")
LUNAR_MONTHS = {"正月": 1, "冬月": 11, "腊月": 12}
PARTS = {
    "上半年": (1, 2), "下半年": (2, 2), "前半年": (1, 2), "后半年": (2, 2),
    "上半叶": (1, 2), "下半叶": (2, 2), "前半叶": (1, 2), "后半叶": (2, 2),
    "上半期": (1, 2), "下半期": (2, 2), "前半期": (1, 2), "后半期": (2, 2),
    "上半": (1, 2), "下半": (2, 2), "前半": (1, 2), "后半": (2, 2),
    "上半月": (1, 2), "下半月": (2, 2),
}  # fmt: skip
TEN_DAYS = {
    "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31),
}  # fmt: skip

_DIGITS = "〇一二三四五六七八九"
_NUMERAL = re.compile(f"[{_DIGITS}零十廿卅]+")
_TENS_OF_ONE = re.compile("([一二三四五六七八九])([一二三四五六七八九])(?=十年代)")
_HUNDRED = re.compile(f"(?<=民国)一?百[零〇]?([{_DIGITS}十]*)")
_WEEKDAY = re.compile("(?:星期|礼拜|周)[一二三四五六日天]")


def with_digits(text: str) -> str:
    """Chinese numerals as digits: 一九七八年十二月 is 1978年12月, 五六十年代 50、60年代."""
    text = _HUNDRED.sub(lambda found: f"1{_number(found[1] or '〇'):0>2}", text)
    text = _TENS_OF_ONE.sub(r"\1十、\2", _WEEKDAY.sub(" ", text))
    return _NUMERAL.sub(lambda found: _number(found[0]), text.replace("元月", "1月"))


def _number(numeral: str) -> str:
    written = numeral.replace("零", "〇").replace("廿", "二十").replace("卅", "三十")
    digits = "".join(sign if sign == "十" else str(_DIGITS.index(sign)) for sign in written)
    if "十" not in digits:
        return digits
    tens, _ten, ones = digits.partition("十")
    return f"{tens or 1}{ones or 0}"
