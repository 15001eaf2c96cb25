"""Pictures of imported files at the desk: beside their doubts, on the form, before who decides, and for nobody else."""

from __future__ import annotations

import re

import pytest

from policies import publishing
from policies.acting import Actor
from policies.importing.storing import review
from policies.models import ImportedSource, Picture, Policy, Section
from policies.vocabulary import SectionKind
from tests.admin.brought_in import bring_in, decide, make_taxonomy
from tests.admin.desk import seen
from tests.importing.drawn import LONG, img, png

pytestmark = pytest.mark.django_db
CHART = png()


@pytest.fixture(autouse=True)
def taxonomy():
    make_taxonomy()


def page(*parts: str, title: str = "徐汇区关于申报的通知") -> str:
    return f"<html><h1>{title}</h1><p>{LONG}</p>{''.join(parts)}<p>{LONG}完</p></html>"


def brought(client, *parts: str):
    return bring_in(client, page(*parts), "通知.html")


def saved(client, *parts: str) -> Policy:
    found, url = brought(client, *parts)
    decide(client, url, found, save="1", district="xuhui")
    return Policy.objects.get()


def addresses(answer) -> list[str]:
    return re.findall(r'<img src="([^"]*/pictures/[^"]*)"', answer.content.decode())


def test_a_picture_stands_beside_its_doubt_before_the_draft_is_saved(editor):
    _, url = brought(editor, f"<p>一、流程{img(CHART, '流程图')}</p>")
    answer = editor.get(url)
    assert "第 3 行 · 图片" in seen(answer)
    assert "不知道原来是什么" not in seen(answer)
    assert addresses(answer) == [f"{url}pictures/1/"]
    assert 'alt="流程图"' in answer.content.decode()
    assert editor.get(f"{url}pictures/1/").content == CHART
    assert editor.get(f"{url}pictures/2/").status_code == 404


def test_it_goes_with_the_draft_and_its_place_is_told_on_the_form_and_to_who_decides(editor):
    policy = saved(editor, f"<p>一、流程{img(CHART)}</p>")
    assert not review.waiting().exists()
    assert Picture.objects.get().source.policy == policy
    for part in ("change", "decide"):
        answer = editor.get(f"/admin/policies/policy/{policy.pk}/{part}/")
        assert "导入时第 3 行“一、流程”" in seen(answer)
        assert 'alt="第 3 行处的图片"' in answer.content.decode()
        assert addresses(answer) == [f"/admin/policies/policy/{policy.pk}/pictures/1/"]
    original = Section.objects.get(policy=policy, kind=SectionKind.ORIGINAL)
    assert "data:" not in original.body
    assert "图片" not in original.body


def test_its_answer_can_do_no_harm(editor):
    policy = saved(editor, f"<p>一、流程{img(CHART)}</p>")
    headers = editor.get(f"/admin/policies/policy/{policy.pk}/pictures/1/").headers
    assert headers["Content-Type"] == "image/png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Disposition"].startswith('inline; filename="picture-')
    assert "no-store" in headers["Cache-Control"] or "private" in headers["Cache-Control"]


def test_residents_see_no_picture(editor, client):
    policy = saved(editor, f"<p>一、流程{img(CHART)}</p>")
    policy.source_note = "扫描件。"
    policy.save()
    one = Policy.objects.filter(pk=policy.pk)
    publishing.publish(one, Actor.of_command("测试"))
    client.logout()
    answer = client.get(one.get().get_absolute_url())
    assert answer.status_code == 200
    assert "pictures" not in answer.content.decode()
    assert client.get(f"/admin/policies/policy/{policy.pk}/pictures/1/").status_code == 302


def test_a_repair_that_joins_lines_moves_the_pictures_below_it(editor):
    broken = "<p>凡在本区注册并且依法纳税的企业，</p><p>均可以在每年三月底以前提出申请。</p>"
    found, url = brought(editor, broken, f"<p>一、流程{img(CHART)}</p>")
    [doubt] = [each for each in found.doubts if each.kind.label == "断行"]
    decide(editor, url, found, save="1", district="xuhui", **{f"doubt-{doubt.key}": "repair"})
    [section] = Section.objects.filter(kind=SectionKind.ORIGINAL)
    picture = Picture.objects.get()
    assert section.body.split("\n")[picture.line - 1] == picture.words == "一、流程"
    assert picture.line == 4


def test_what_is_given_up_takes_its_pictures_with_it(editor):
    _, url = brought(editor, img(CHART))
    assert Picture.objects.count() == 1
    editor.post(f"{url}discard/")
    assert not Picture.objects.exists()


def test_what_waits_is_bounded_with_its_pictures(editor, monkeypatch):
    text = page(img(CHART))
    monkeypatch.setattr(review, "WAITING_MAX_BYTES", len(text.encode()) + len(CHART) - 1)
    with pytest.raises(review.RejectedSource, match="放不下了"):
        review.keep("通知.html", text.encode())
    assert not ImportedSource.objects.exists()


def test_a_page_of_a_draft_asks_as_much_for_many_pictures_as_for_one(editor, django_assert_max_num_queries):
    policy = saved(editor, *(f"<p>第{n}项{img(png(grey=n))}</p>" for n in range(20)))
    url = f"/admin/policies/policy/{policy.pk}/change/"
    assert len(addresses(editor.get(url))) == 20
    Picture.objects.exclude(number=1).delete()
    with django_assert_max_num_queries(200) as asked:
        editor.get(url)
    number = len(asked)
    source = ImportedSource.objects.get()
    rows = [Picture(source=source, number=n, line=1, media_type="image/png", data=b"1") for n in range(2, 21)]
    Picture.objects.bulk_create(rows)
    with django_assert_max_num_queries(number):
        assert len(addresses(editor.get(url))) == 20
