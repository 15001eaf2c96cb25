"""Word files, with the numbers that Word prints."""

import zipfile

import pytest

from policies.importing.drafting.document import draft
from policies.importing.drafting.draft import ReferenceData
from policies.importing.reading import RejectedSource, sources
from policies.importing.reading.counting import numbered
from tests.importing import office
from tests.importing.office import abstract, docx, item, levels, num, paragraph, table

OFFICIAL = levels(
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimal", "（%4）"),
    ("decimalEnclosedCircle", "%5"),
)


def lines(body: str, **parts: str) -> list[str]:
    return sources.read("a.docx", docx(body, **parts)).text.split("\n")


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (1, "chineseCounting", "一"),
        (10, "chineseCounting", "十"),
        (19, "chineseCountingThousand", "十九"),
        (20, "chineseCounting", "二十"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (1001, "chineseCountingThousand", "一千零一"),
        (12, "japaneseCounting", "十二"),
        (10, "ideographDigital", "一〇"),
        (21, "chineseLegalSimplified", "贰拾壹"),
        (2, "ideographTraditional", "乙"),
        (11, "ideographTraditional", "11"),
        (20, "decimalEnclosedCircle", "⑳"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (51, "decimalEnclosedCircle", "51"),
        (3, "decimalZero", "03"),
        (12, "decimalFullWidth", "１２"),
        (28, "lowerLetter", "bb"),
        (1994, "upperRoman", "MCMXCIV"),
        (0, "chineseCounting", "0"),
        (10_000, "upperRoman", "10000"),
        (7, "thaiCounting", "7"),
    ],
)
def test_a_number_is_printed_as_word_prints_it(number, form, printed):
    assert numbered(number, form) == printed


def test_the_levels_of_an_official_document_count_and_begin_anew():
    body = "".join(
        item(text, 1, level)
        for text, level in [
            ("总则", 0),
            ("目的", 1),
            ("范围", 1),
            ("甲", 2),
            ("乙", 2),
            ("附则", 0),
            ("施行", 1),
        ]
    )
    assert lines(body, numbering=abstract(0, OFFICIAL) + num(1, 0)) == [
        *("一、总则", "（一）目的", "（二）范围", "1. 甲", "2. 乙", "二、附则", "（一）施行"),
    ]


def test_articles_are_counted_through_and_keep_a_gap():
    chapters = levels(("chineseCountingThousand", "第%1章")) + (
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlRestart w:val="0"/>'
        '<w:lvlText w:val="第%2条"/></w:lvl>'
    )
    body = item("总则", 1) + item("甲", 1, 1) + item("附则", 1) + item("乙", 1, 1)
    assert lines(body, numbering=abstract(0, chapters) + num(1, 0)) == [
        *("第一章\u3000总则", "第一条\u3000甲", "第二章\u3000附则", "第二条\u3000乙"),
    ]


def test_a_number_of_several_levels_and_one_in_legal_form():
    three = levels(("chineseCounting", "%1、"), ("decimal", "%1.%2"))
    legal = three.replace('"%1.%2"/>', '"%1.%2"/><w:isLgl/>')
    body = item("甲", 1) + item("乙", 1, 1) + item("丙", 1, 1)
    assert lines(body, numbering=abstract(0, three) + num(1, 0)) == ["一、甲", "一.1 乙", "一.2 丙"]
    assert lines(body, numbering=abstract(0, legal) + num(1, 0)) == ["一、甲", "1.1 乙", "1.2 丙"]


def test_a_level_that_was_skipped_counts_as_begun():
    assert lines(
        item("甲", 1, 1), numbering=abstract(0, levels(("decimal", "%1"), ("decimal", "%1.%2"))) + num(1, 0)
    ) == ["1.1 甲"]


def test_lists_of_one_abstract_list_count_together_unless_one_starts_anew():
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, OFFICIAL) + num(1, 0) + num(2, 0) + num(3, 0, again)
    body = item("甲", 1) + item("乙", 2) + item("丙", 3) + item("丁", 3)
    assert lines(body, numbering=numbering) == ["一、甲", "二、乙", "一、丙", "二、丁"]


def test_the_style_of_a_paragraph_can_name_the_list_and_a_paragraph_can_refuse_it():
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="2"><w:name w:val="mine"/><w:basedOn w:val="1"/></w:style>'
    )
    none = '<w:pStyle w:val="2"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        paragraph(text, properties=properties)
        for text, properties in [
            ("甲", '<w:pStyle w:val="1"/>'),
            ("乙", none),
            ("丙", '<w:pStyle w:val="2"/>'),
        ]
    )
    assert lines(body, styles=styles, numbering=abstract(0, OFFICIAL) + num(1, 0)) == [
        "一、甲",
        "乙",
        "二、丙",
    ]


def test_a_level_can_belong_to_a_style():
    second = OFFICIAL.replace(
        '<w:lvl w:ilvl="1"><w:start w:val="1"/>',
        '<w:lvl w:ilvl="1"><w:pStyle w:val="B"/><w:start w:val="1"/>',
    )
    styles = '<w:style w:styleId="B"><w:name w:val="b"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = item("甲", 1) + paragraph("乙", properties='<w:pStyle w:val="B"/>')
    assert lines(body, styles=styles, numbering=abstract(0, second) + num(1, 0)) == ["一、甲", "（一）乙"]


def test_an_abstract_list_can_borrow_from_a_list_style():
    numbering = abstract(0, OFFICIAL) + abstract(1, '<w:numStyleLink w:val="L"/>') + num(1, 0) + num(2, 1)
    styles = '<w:style w:styleId="L"><w:name w:val="l"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    assert lines(item("甲", 2), styles=styles, numbering=numbering) == ["一、甲"]


def test_an_empty_paragraph_is_counted_and_one_that_was_deleted_is_not():
    properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    empty = f"<w:p><w:pPr>{properties}</w:pPr></w:p>"
    deleted = f"<w:p><w:pPr>{properties}<w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    numbering = abstract(0, OFFICIAL) + num(1, 0)
    assert lines(item("甲", 1) + empty + deleted + item("乙", 1), numbering=numbering) == ["一、甲", "三、乙"]


def test_bullets_are_no_text_and_an_unknown_form_is_remarked():
    numbering = (
        abstract(0, levels(("bullet", "\uf06c")))
        + num(1, 0)
        + abstract(1, levels(("thaiCounting", "%1.")))
        + num(2, 1)
    )
    source = sources.read("a.docx", docx(item("甲", 1) + item("乙", 2), numbering=numbering))
    assert source.text == "甲\n1. 乙"
    assert source.removed == {"项目符号": 1}
    assert "thaiCounting" in source.remarks[0]


def test_tracked_changes_are_read_as_accepted_and_counted():
    body = (
        "<w:p><w:r><w:t>补贴</w:t></w:r><w:del><w:r><w:delText>2</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>3</w:t></w:r></w:ins><w:r><w:t>万元</w:t></w:r></w:p>"
    )
    source = sources.read("a.docx", docx(body))
    assert source.text == "补贴3万元"
    assert source.removed == {"修订中已删除的文字": 1}
    assert "保留了 1 处新增，去掉了 1 处删除" in source.remarks[0]


def test_notes_fields_hidden_text_and_the_table_of_contents_are_no_text():
    styles = '<w:style w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    body = (
        paragraph("一、总则\t1", properties='<w:pStyle w:val="T"/>')
        + "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:footnoteReference/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>乙</w:t></w:r></w:p>"
    )
    source = sources.read("a.docx", docx(body, styles=styles))
    assert source.text == "甲乙"
    assert source.removed == {"自动目录的行": 1, "脚注、尾注和批注": 1, "页面上看不见的文字": 1}


def test_a_text_box_is_read_once_and_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    drawn = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    assert lines(f"<w:p><w:r>{drawn}<w:t>甲</w:t></w:r></w:p>{paragraph('乙')}") == ["甲", "框", "乙"]


def test_the_letters_of_a_formula_are_text():
    formula = '<m:oMath xmlns:m="m"><m:r><m:t>补贴=基数×50%</m:t></m:r></m:oMath>'
    source = sources.read("a.docx", docx(f"<w:p><w:r><w:t>公式：</w:t></w:r>{formula}</w:p>"))
    assert source.text == "公式：补贴=基数×50%"
    assert "1 个公式" in source.remarks[0], "a fraction is told apart only in the original"


def test_tables_with_merged_cells():
    wide = f'<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("表")}'
    top = f'<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("博士")}'
    below = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    body = (
        paragraph("前") + table([wide], [top, paragraph("3万")], [below, paragraph("4万")]) + paragraph("后")
    )
    assert lines(body) == [
        "前",
        "",
        "| 表 | 表 |",
        "| --- | --- |",
        "| 博士 | 3万 |",
        "| 博士 | 4万 |",
        "",
        "后",
    ]


def test_a_table_in_a_cell_is_flattened_and_a_frame_of_one_cell_is_no_table():
    inner = table([paragraph("1"), paragraph("2")], [paragraph("3"), paragraph("4")])
    outer = table([paragraph("甲"), paragraph("乙")], [paragraph("丙"), inner + "<w:p/>"])
    assert lines(outer) == ["| 甲 | 乙 |", "| --- | --- |", "| 丙 | 1 2 3 4 |"]
    assert lines(table([paragraph("甲") + paragraph("乙")])) == ["甲", "乙"]


def test_line_breaks_tabs_and_properties():
    body = "<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:br w:type='page'/></w:r></w:p>"
    source = sources.read("a.docx", docx(body, core="<dc:title>通知</dc:title><dc:creator>某人</dc:creator>"))
    assert source.text == "甲\n乙 丙"
    assert (source.kind, source.title, source.meta) == ("docx", "", {"title": "通知", "creator": "某人"})


def test_the_title_of_a_word_file_is_printed_in_it_and_no_property():
    """Who begins with last year's file leaves last year's title in the properties."""
    printed = "关于开展2025年度徐汇区人才公寓申报工作的通知"
    last_year = f"<dc:title>{printed.replace('2025', '2024')}</dc:title>"
    source = sources.read("a.docx", docx(paragraph(printed) + paragraph("各街道："), core=last_year))
    made = draft(source, ReferenceData())
    assert made.title == printed
    assert made.doubts == ()


def test_a_word_file_is_known_by_its_bytes_and_not_by_its_name():
    assert sources.read("a.html", docx(paragraph("甲"))).kind == "docx"
    with pytest.raises(sources.RejectedSource, match="OFD"):
        sources.read("a.docx", office.package({"OFD.xml": "<a/>"}))


def _sign(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def _run(words: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def _field(instruction: str, box: str = "") -> str:
    begin = f'<w:fldChar w:fldCharType="begin">{box}</w:fldChar>'
    end = '<w:fldChar w:fldCharType="end"/>'
    return f"<w:r>{begin}</w:r><w:r><w:instrText>{instruction}</w:instrText></w:r><w:r>{end}</w:r>"


TICKED = "<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>"


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (_sign("Symbol", "F0B3"), "≥"),
        (_sign("Symbol", "F061") + _sign("Symbol", "F0B4"), "α×"),
        (_sign("Wingdings", "F0FE") + _sign("Wingdings 2", "F0A3"), "☑□"),
        (_sign("Webdings", "F061"), "\ufffd"),
        (_run("þ", '<w:rFonts w:ascii="Wingdings"/>'), "☑"),
        (_run("10", "") + _run("3", '<w:vertAlign w:val="superscript"/>'), "10³"),
        (_run("CO", "") + _run("2", '<w:vertAlign w:val="subscript"/>'), "CO₂"),
        (_run("旧", "<w:strike/>") + _run("新", '<w:strike w:val="0"/>'), "新"),
        (_field(r" eq \o\ac(○,2) "), "②"),
        (_field(r" eq \o\ac(△,甲) "), "（甲）"),
        (_field("FORMCHECKBOX", TICKED), "☑"),
        ("<m:oMath><m:r><m:t>x</m:t></m:r><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:oMath>", "x²"),
    ],
)
def test_a_sign_that_is_no_character_of_the_text_is_read_as_word_prints_it(inner, text):
    source = sources.read("a.docx", docx(f"<w:p>{inner}<w:r><w:t>。</w:t></w:r></w:p>"))
    assert source.text == f"{text}。"
    assert any("删除线" in remark for remark in source.remarks) == ("strike" in inner)
    assert any("认不出来" in remark for remark in source.remarks) == ("\ufffd" in text)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_file_packed_as_word_packs_none_is_refused_unread(method):
    data = bytearray(docx("<w:p/>" * 500, compression=method))
    at = data.index(b"word/document.xml") + 40
    data[at : at + 20] = bytes(20)
    with pytest.raises(RejectedSource, match="损坏"):
        sources.read("a.docx", bytes(data))
