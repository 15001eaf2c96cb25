"""A 扶持力度 with one benefit in it, and what a browser sends of the two."""

SUPPORT = "一、安居\n（一）对博士给予每月3000元租房补贴，最多36个月。\n二、到2030年，产业规模达到2200亿元。"
QUOTE = "每月3000元租房补贴"


def text(body=SUPPORT):
    return {"sections-1-state": "content", "sections-1-body": body}


def benefit(**values):
    return {"what": "租房补贴", "kind": "rent", "section": "support", "quote": QUOTE, "order": "0", **values}
