"""Years counted from the beginning of a reign or a republic, as Chinese and Japanese papers have.

A year of a reign is the year of ours in which most of it lies, as lists of eras have it:
光绪三十四年 is 1908. Where the reign's own calendar was the moon's, its last weeks lie in our next
year, and a month's number says little about ours.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Era:
    """An era's first and last year in ours, and whether its months are the moon's."""

    first: int
    last: int
    lunar: bool = False


_CHINESE = """
    洪武 1368 1398 hongwu, 建文 1399 1402 jianwen, 永乐 1403 1424 yongle, 洪熙 1425 1425 hongxi,
    宣德 1426 1435 xuande, 正统 1436 1449 zhengtong, 景泰 1450 1457 jingtai,
    天顺 1457 1464 tianshun, 成化 1465 1487 chenghua, 弘治 1488 1505 hongzhi,
    正德 1506 1521 zhengde, 嘉靖 1522 1566 jiajing, 隆庆 1567 1572 longqing,
    万历 1573 1620 wanli, 泰昌 1620 1620 taichang, 天启 1621 1627 tianqi,
    崇祯 1628 1644 chongzhen, 顺治 1644 1661 shunzhi, 康熙 1662 1722 kangxi,
    雍正 1723 1735 yongzheng, 乾隆 1736 1795 qianlong, 嘉庆 1796 1820 jiaqing,
    道光 1821 1850 daoguang, 咸丰 1851 1861 xianfeng, 同治 1862 1874 tongzhi,
    光绪 1875 1908 guangxu, 宣统 1909 1911 xuantong, 庆应 1865 1868 keio
"""
_SOLAR = """
    大同 1932 1934 datong, 民国 1912 2100 minguo, 民国 1912 2100 roc,
    洪宪 1916 1916 hongxian, 康德 1934 1945 kangde,
    明治 1868 1912 meiji, 大正 1912 1926 taisho, 昭和 1926 1989 showa,
    平成 1989 2019 heisei, 令和 2019 2100 reiwa
"""


def _eras() -> dict[str, Era]:
    eras = {}
    for table, lunar in ((_CHINESE, True), (_SOLAR, False)):
        for line in table.split(","):
            name, first, last, roman = line.split()
            eras[name] = eras[roman] = Era(int(first), int(last), lunar)
    return eras


ERAS = _eras()
NAMED_WHOLE = {"民国": (1912, 1949), "minguo": (1912, 1949)}
"""What the bare name of an era that still counts means to a writer of history."""

JAPANESE = frozenset(["明治", "大正", "昭和", "平成", "令和"])
"""Their business years (年度) run from April to March."""

JAPANESE_SUN = 1873
"""Japan counts by the sun since this year, the sixth of Meiji."""
