"""Whether what a record quotes still stands in the section that it is quoted from."""

from __future__ import annotations


def stands(quote: str, body: str) -> bool:
    """Letter for letter; the spaces around a quote are none of its letters.

    >>> stands("每月3000元", "一、给予每月3000元补贴。")
    True
    >>> stands("每月 3000 元", "一、给予每月3000元补贴。")
    False
    """
    wanted = quote.strip()
    return bool(wanted) and wanted in body
