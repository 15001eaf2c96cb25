"""A document on its way into the library, for tests of the desk."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from policies.importing.storing import review
from policies.importing.storing.review import Review
from policies.models import District, ImportedSource, Topic
from tests.admin.desk import seen

IMPORT = "/admin/policies/policy/import/"
NOTICE = """徐府规[2020]3号
关于印发《徐汇区人才公寓管理办法》的通知
各街道：
根据《上海市人才公寓条例》，为了规范徐汇区人才公寓的申请和管理工作,现将办法印发给你们。
一、申报条件
在徐汇区连续工作满一年，并且依法缴纳社会保险的人员。
二、补贴标准
每人每月补贴一千元，补贴的期限最长不超过三年。
上海市徐汇区人民政府
2020年2月1日"""


def make_taxonomy() -> None:
    District.objects.create(slug="shanghai", name="上海市", short="市级", code="310000")
    District.objects.create(slug="xuhui", name="徐汇区", short="徐汇", code="310104", order=1)
    Topic.objects.create(slug="zhufang", name="住房安居", synonyms=["人才公寓"])


def file(name, text):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def bring_in(client, text=NOTICE, name="通知.txt"):
    """The review of one document that was brought in, and the address of its page."""
    answer = client.post(IMPORT, {"files": [file(name, text)]})
    assert answer.status_code == 302, seen(answer)
    kept = review.waiting().latest("pk")
    assert answer.url == f"{IMPORT}{kept.pk}/"
    return Review(kept), answer.url


def decide(client, url, found, **more):
    return client.post(url, {"version": Review(refreshed(found)).version, **more}, follow=True)


def refreshed(found):
    return ImportedSource.objects.get(pk=found.kept.pk)
