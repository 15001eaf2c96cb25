"""A PDF is read as a person reads it; a picture of a text, a locked and a hostile one are refused with the reason."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from policies.importing.drafting import ReferenceData, draft_of
from policies.importing.reading import pdf, read
from policies.vocabulary import SectionKind
from tests.importing.pdfs import LEFT, RIGHT, SIZE, Sheet, centred, document, grid, refused
from tests.importing.pdfs import pdf as made

RULE = (
    "为了规范徐汇区人才公寓的申请和管理工作，现将办法印发给你们，请认真贯彻执行，并将执行中的问题及时报告。"
)
LONG = [f"{n}、{RULE}{RULE}" for n in "一二三四五六七八九"]


def text(sheets) -> str:
    return read("a.pdf", made(sheets)).text


def test_lines_become_the_paragraphs_they_were_also_across_pages():
    sheets = document(LONG)
    assert len(sheets) > 1
    assert text(sheets) == "\n".join(LONG)


def test_running_heads_and_page_numbers_are_taken_out_and_told():
    source = read("a.pdf", made(document(LONG, head="徐汇区人民政府公报")))
    assert source.text == "\n".join(LONG)
    assert source.removed["页眉、页脚和页码"] == 2 * len(document(LONG))
    assert "“徐汇区人民政府公报”" in "".join(source.remarks)
    assert source.kind == "pdf"


@pytest.mark.parametrize("number", ["1", "- 1 -", "第 1 页", "第1页 共3页", "1/3", "－１－"])
def test_a_page_number_is_known_by_its_form(number):
    [sheet] = document([RULE], numbered=False)
    sheet.text.append((290, 45, 12, number))
    assert text([sheet]) == RULE


def test_a_number_or_a_line_within_the_text_stays():
    sheets = document([f"{RULE}{RULE}", "1", RULE], numbered=False)
    assert text(sheets).split("\n")[1] == "1"


def test_a_short_line_ends_its_paragraph_and_an_indented_one_begins_the_next():
    paragraphs = ["各街道：", RULE, "特此通知。", RULE[:26]]
    assert text(document(paragraphs)) == "\n".join(paragraphs)


def test_a_line_is_full_where_the_next_number_found_no_room():
    sheet = Sheet([(LEFT + 32, 700, SIZE, RULE[:20]), (LEFT, 672, SIZE, "021-64872222。特此通知。")])
    other = document([RULE, RULE])[0]
    other.text = [(x, y - 150, size, words) for x, y, size, words in other.text if y > 100]
    sheet.text += other.text
    assert text([sheet]).split("\n")[0] == f"{RULE[:20]}021-64872222。特此通知。"


def test_a_title_in_two_lines_is_one():
    sheet = Sheet()
    sheet.text += [centred(700, 22, "关于印发徐汇区人才公寓管理"), centred(665, 22, "办法的通知")]
    [body] = document([RULE + RULE, RULE])
    sheet.text += [(x, y - 160, size, words) for x, y, size, words in body.text if y > 100]
    assert text([sheet]) == f"关于印发徐汇区人才公寓管理办法的通知\n{RULE}{RULE}\n{RULE}"


def test_what_is_drawn_in_another_order_is_read_from_the_top():
    sheets = document(LONG[:2])
    sheets[0].text.reverse()
    assert text(sheets) == "\n".join(LONG[:2])


def test_two_columns_are_read_one_after_the_other():
    sheet = Sheet()
    for n in range(12):
        sheet.text.append((60, 700 - 28 * n, 14, f"左栏第{n}行的文字内容在这里"))
        sheet.text.append((330, 700 - 28 * n, 14, f"右栏第{n}行的文字内容在这里"))
    sheet.text.append((60, 760, 14, "横跨两栏的标题横跨两栏的标题横跨两栏的标题横跨两栏的"))
    lines = text([sheet]).split("\n")
    joined = "".join(lines)
    assert joined.startswith("横跨两栏")
    assert joined.index("左栏第11行") < joined.index("右栏第0行")


def two_columns(number: int = 12) -> Sheet:
    sheet = Sheet()
    for n in range(number):
        sheet.text.append((60, 700 - 28 * n, 14, f"左栏第{n}行的文字内容在这里"))
        sheet.text.append((330, 700 - 28 * n, 14, f"右栏第{n}行的文字内容在这里"))
    return sheet


def test_what_stands_between_two_columns_is_read_once():
    sheet = two_columns()
    sheet.text.append((295, 500, 4, "缝"))
    assert text([sheet]).count("缝") == 1


def test_what_runs_across_two_columns_parts_them():
    sheet = two_columns(20)
    for n in (6, 12):
        sheet.text.append((60, 714 - 28 * n, 12, f"第{n}处横跨两栏的一行" + "横跨两栏" * 7))
    joined = text([sheet]).replace("\n", "")
    order = [
        "左栏第5行",
        "右栏第0行",
        "右栏第5行",
        "第6处",
        "左栏第6行",
        "右栏第11行",
        "第12处",
        "左栏第12行",
    ]
    places = [joined.index(words) for words in order]
    assert places == sorted(places)


class Counted(float):
    """A place that counts how often it is compared."""

    times = 0

    def __gt__(self, other):
        Counted.times += 1
        return float(self) > other

    def __le__(self, other):
        Counted.times += 1
        return float(self) <= other


def test_many_lines_across_many_lines_in_columns_are_not_each_compared(monkeypatch):
    """A page of 143 kB took 41 s so."""
    number = 400
    heights = [Counted(800 - n * 1.5) for n in range(number)]
    runs = [pdf.Run(x, y, right, y + 1, y, "字") for y in heights for x, right in ((60, 280), (320, 540))]
    runs += [pdf.Run(60, y - 0.6, 540, y + 0.4, Counted(y - 0.6), "横") for y in heights[1:]]
    page = pdf.PdfPage(595, 842, runs, [], is_scan=False)
    lines = pdf._in_order(page, runs)
    assert sorted(line.text for line in lines) == sorted(["字"] * 2 * number + ["横"] * (number - 1))
    assert Counted.times < 10 * number


# Tables

XS, YS = (LEFT, 200, 350, RIGHT), (700, 670, 640, 610)
ROWS = [["类别", "条件", "标准"], ["甲类", "博士", "3万元"], ["乙类", "硕士", "1万元"]]


def table(rows=ROWS, ys=YS) -> Sheet:
    texts = [
        (XS[column] + 4, ys[row] - 20, 12, words)
        for row, cells in enumerate(rows)
        for column, words in enumerate(cells)
        if words
    ]
    return Sheet(texts, grid(XS, ys))


def test_lines_that_cross_are_a_table():
    sheet = table()
    sheet.text += [(LEFT, 760, SIZE, "补贴标准如下："), (LEFT, 560, SIZE, "以上标准含税。")]
    assert text([sheet]) == (
        "补贴标准如下：\n\n| 类别 | 条件 | 标准 |\n| --- | --- | --- |\n"
        "| 甲类 | 博士 | 3万元 |\n| 乙类 | 硕士 | 1万元 |\n\n以上标准含税。"
    )


def test_lines_in_a_form_stand_where_the_forms_put_them():
    sheet = table()
    plain = text([sheet])
    assert plain.startswith("| 类别 |")
    sheet.in_form = (120, -300)
    assert text([sheet]) == plain


def test_a_cell_of_two_lines_is_one_cell():
    sheet = table()
    sheet.text += [(XS[1] + 4, 646, 10, "或者有同等学力的")]
    sheet.text = [(x, y + 8 if words == "博士" else y, size, words) for x, y, size, words in sheet.text]
    assert "| 甲类 | 博士或者有同等学力的 | 3万元 |" in text([sheet])


def test_merged_cells_repeat_their_words():
    sheet = table([["类别", "条件", "标准"], ["甲类", "博士", "3万元"], ["", "硕士", "1万元"]])
    # No line below 甲类, and none between 条件 and 标准 in the first row.
    sheet.lines = [line for line in sheet.lines if line[1:] != (640, RIGHT, 640)]
    sheet.lines.append((XS[1], 640, RIGHT, 640))
    assert text([sheet]).endswith("| 甲类 | 博士 | 3万元 |\n| 甲类 | 硕士 | 1万元 |")


def test_a_table_goes_on_over_the_page_without_its_second_head():
    first, second = table(), table([ROWS[0], ["丙类", "学士", "5千元"], ["丁类", "其他", "1千元"]])
    found = text([first, second])
    assert found.count("| 类别 |") == 1
    assert found.endswith("| 乙类 | 硕士 | 1万元 |\n| 丙类 | 学士 | 5千元 |\n| 丁类 | 其他 | 1千元 |")


def test_a_line_below_the_head_of_a_letter_is_no_table():
    [sheet] = document([RULE])
    sheet.lines = [(LEFT, 780, RIGHT, 780), (LEFT, 778, RIGHT, 778)]
    assert text([sheet]) == RULE


def test_a_frame_around_the_text_is_no_table():
    [sheet] = document([RULE])
    sheet.lines = grid((60, 540), (80, 800))
    assert text([sheet]) == RULE


def test_a_page_that_is_shown_turned_is_read_as_it_is_shown():
    sheet = Sheet([(100, 500, 16, "转过来的一页"), (100, 460, 16, "上面的第二行文字")], rotated=90)
    assert text([sheet]) == "转过来的一页\n上面的第二行文字"


# What is read of it


def test_a_pdf_becomes_a_draft():
    head = Sheet()
    head.text += [
        centred(780, 16, "徐府规〔2021〕3号"),
        centred(730, 22, "关于印发徐汇区人才公寓管理办法的通知"),
    ]
    rest = document(["各街道：", RULE, "一、申报条件", RULE, "二、补贴标准", "每人每月补贴一千元。"])
    head.text += [(x, y - 80, size, words) for x, y, size, words in rest[0].text if y > 100]
    head.text += [(370, 180, 16, "徐汇区人民政府"), (370, 150, 16, "2021年3月1日")]
    draft = draft_of(read("a.pdf", made([head])), ReferenceData())
    assert draft.title == "关于印发徐汇区人才公寓管理办法的通知"
    assert (draft.doc_number, draft.issuers) == ("徐府规〔2021〕3号", ("徐汇区人民政府",))
    assert str(draft.issued_on) == "2021-03-01"
    assert draft.sections[SectionKind.SUPPORT] == "二、补贴标准\n每人每月补贴一千元。"


# What is not


def test_a_scan_is_refused():
    assert "扫描件" in refused(made([Sheet(picture=True), Sheet(picture=True)]))
    assert "扫描件" in refused(made([Sheet()])), "an empty page too"


def test_pages_that_are_pictures_among_others_are_named():
    sheets = [*document([RULE]), Sheet(picture=True)]
    assert "第 2 页只有图片，没有读" in "".join(read("a.pdf", made(sheets)).remarks)


def test_a_scan_with_recognised_text_is_read_with_a_warning():
    [sheet] = document([RULE])
    sheet.picture = True
    source = read("a.pdf", made([sheet]))
    assert source.text == RULE
    assert "文字是机器识别的" in "".join(source.remarks)


def test_text_that_says_nothing_is_refused():
    private = "".join(chr(0xE000 + n) for n in range(50))
    assert "乱码" in refused(made(document([private], numbered=False)))
    assert "乱码" in refused(made(document([RULE]), to_unicode=False))


def test_a_locked_file_is_refused():
    writer = PdfWriter(PdfReader(io.BytesIO(made(document([RULE])))))
    writer.encrypt("geheim", algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    assert "密码" in refused(target.getvalue())


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"%PDF-1.7\n" + bytes(5000), made(document([RULE]))[:900]])
def test_a_damaged_file_is_refused(data):
    assert refused(data)


def test_too_many_pages_are_refused():
    assert "超过 300 页" in refused(made([Sheet()] * 301))
