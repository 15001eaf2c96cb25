"""What the fields of a policy mean in law, below them on the form: which date of a document is which.

After 党政机关公文处理工作条例 (2012) and GB/T 9704-2012, 7.3.5.4: 成文日期 is the day on which a meeting passed the document,
or its signatory signed it.
"""

from __future__ import annotations

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from policies import glossary
from policies.pages.common import path_of

MEANINGS = {
    "issued_on": "是会议通过或者负责人签发的日期，印在全文最后、机关名称的下面；版记里的印发日期、网页上的日期都不是。",
    "published_on": "网站或者公报公开它的那一天，可能比成文晚。",
    "effective_on": "从这一天起按它办，照正文写的填。写“自印发之日起施行”的，填印发的日期；写“自公布之日起”的，填公布的日期。正文没有写，就留空。",
    "expires_on": "写“有效期五年”的，填最后一天：2020-07-01 起施行，填 2025-06-30。",
    "repealed_on": "有文件宣布废止它，才填。只是有了新的文件，没有宣布废止的，不填，在“关系”里写。",
    "doc_number": "机关代字、年份和顺序号，印在标题上面或者下面。",
}


def explain(fields: dict[str, forms.Field]) -> None:
    """Behind what each of these says already. Those that are not on the page are left out."""
    for name, meaning in MEANINGS.items():
        if field := fields.get(name):
            field.help_text = _explained(field, meaning)


def _explained(field: forms.Field, meaning: str) -> SafeString:
    term = glossary.slug_of(str(field.label))
    address = f"{path_of('policies:help')}#{term}"
    link = '{}{}<a href="{}" target="_blank" rel="noopener">“{}”是什么意思</a>'
    return format_html(link, field.help_text, meaning, address, field.label)
