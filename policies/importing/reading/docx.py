"""A Word file (.docx) becomes the pieces of its document, with the numbers that Word prints before paragraphs.

python-docx was looked at: it computes no numbers, leaves out inserted text and text boxes, and parses whatever
it is given. WordprocessingML is ECMA-376 part 1, 17. Elements are told by the prefix w:, as Word, WPS and
LibreOffice write it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.importing.reading import docx_pictures, pictures, wordsigns
from policies.importing.reading.cleanup import Removal
from policies.importing.reading.docx_pictures import Drawing
from policies.importing.reading.flow import Flow, FlowBlock
from policies.importing.reading.looks import raised
from policies.importing.reading.package import Attributes, Package
from policies.importing.reading.pictures import FoundPicture
from policies.importing.reading.rejection import RejectedSource
from policies.importing.reading.remarks import struck_out
from policies.importing.reading.tables import MAX_COLUMNS, span
from policies.importing.reading.wordlists import Numbering, read_numbering

# What is inside is not part of the text: deleted or moved away, the second drawing of a text box, old properties.
SKIPPED = {
    "w:del": Removal.DELETED,
    "w:moveFrom": Removal.DELETED,
    "mc:Fallback": "",
    "w:rPrChange": "",
    "w:pPrChange": "",
    "w:tblPrChange": "",
    "w:tcPrChange": "",
    "w:sectPr": "",
}
NOTES = frozenset({"w:footnoteReference", "w:endnoteReference", "w:commentReference"})
OFF = frozenset({"0", "false", "off"})
SIGNS = {"w:tab": " ", "w:noBreakHyphen": "-", "w:ptab": " "}


@dataclass(slots=True)
class WordDocument:
    pieces: list[FlowBlock] = field(default_factory=list)
    title: str = ""
    meta: dict[str, str] = field(default_factory=dict)
    removed: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    headings: set[str] = field(default_factory=set)
    """Words of the paragraphs that Word's styles make headings."""
    pictures: list[FoundPicture] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """How the words of a run are set."""

    is_hidden: bool = False
    is_struck: bool = False
    raised: str = ""
    """superscript or subscript"""
    font: str = ""


@dataclass(slots=True)
class _Field:
    """A field whose end has not come: its instruction, and whether the result is being read."""

    instruction: list[str] = field(default_factory=list)
    is_result: bool = False
    is_ticked: bool | None = None
    """Of the box of a form."""


@dataclass(slots=True)
class _Paragraph:
    words: list[str] = field(default_factory=list)
    style: str = ""
    list_id: str | None = None
    level: int | None = None
    is_deleted: bool = False
    """Its mark is: without text the paragraph is gone, and so is its number."""
    pictures: list[FoundPicture] = field(default_factory=list)


def read_docx(data: bytes) -> WordDocument:
    """Raises RejectedSource for what is no Word file, is protected, damaged, or made to do harm."""
    package = Package(data)
    if "word/document.xml" not in package:
        raise RejectedSource(_other_kind(package))
    reader = _Body(read_numbering(package))
    package.parse("word/document.xml", reader.start, reader.end, reader.text)
    document = reader.close()
    docx_pictures.load(package, document.pictures)
    document.pictures = pictures.without_decoration(document.pictures)
    document.meta = _properties(package)
    return document


def _other_kind(package: Package) -> str:
    for start, kind in (
        ("xl/", "Excel 表格"),
        ("ppt/", "PPT 演示文稿"),
        ("Contents/", "压缩包"),
        ("OFD.xml", "OFD 版式文件"),
    ):
        if any(name.startswith(start) for name in package.names()):
            return f"这是 {kind}，读不了。请提供 .docx、网页或纯文本。"
    return "这是压缩包，里面没有 Word 正文。请先解压，再导入里面的文件。"


class _Body:
    """Reads document.xml."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.flow = Flow()
        self.document = WordDocument()
        self.paragraphs: list[_Paragraph] = []
        self.boxed: list[tuple[str, str]] = []
        """Lines of text boxes with their labels, printed after the paragraph that the box hangs on."""
        self.skipping = 0
        self.in_text = self.in_instruction = self.in_run_properties = False
        self.inserted = self.formulas = self.unknown = self.raised = 0
        self.run = _Run()
        self.fields: list[_Field] = []
        self.struck: list[str] = []
        self.drawing = Drawing()
        self.before = ""

    def start(self, name: str, attributes: Attributes) -> None:
        if self.skipping or name in SKIPPED:
            if not self.skipping:
                self._skip(name)
            self.skipping += 1
            return
        value = attributes.get("w:val", "")
        match name:
            case "w:p":
                self.paragraphs.append(_Paragraph())
            case "w:t" | "m:t":
                self.in_text = True
            case "w:instrText":
                self.in_instruction = True
            case "w:r" | "m:r":
                self.run = _Run(raised=self.run.raised if name == "m:r" else "")
            case "w:rPr":
                self.in_run_properties = True
            case "w:ins" | "w:moveTo":
                self.inserted += not self.in_run_properties
            case "w:br" | "w:cr":
                self._say("" if attributes.get("w:type") in {"page", "column"} else "\n")
            case "w:tbl" | "w:tr" | "w:tc" | "w:gridSpan" | "w:vMerge":
                self._table(name, value)
            case "w:sym":
                self._sign(wordsigns.sign(attributes.get("w:font", ""), attributes.get("w:char", "")))
            case "w:fldChar":
                self._field(attributes.get("w:fldCharType", ""))
            case "w:fldSimple":
                self._say(wordsigns.of_field(attributes.get("w:instr", "")))
            case "w:rFonts" if self.in_run_properties:
                self.run.font = attributes.get("w:ascii", "")
            case "w:drawing" | "w:pict" | "w:object":
                self.drawing = Drawing()
            case "wp:extent" | "wp:docPr" | "pic:cNvPr" | "v:shape":
                self.drawing.read(name, attributes)
            case "a:blip" | "v:imagedata":
                self._picture(attributes)
            case _:
                self._other(name, value)

    def _sign(self, sign: str) -> None:
        self.unknown += sign == wordsigns.UNKNOWN
        self._say(sign)

    def _picture(self, attributes: Attributes) -> None:
        found = self.document.pictures
        if not self.paragraphs or len(found) >= pictures.MOST or self.drawing.is_spacer:
            return
        name = docx_pictures.relationship(attributes)
        found.append(FoundPicture(self.before, self.drawing.alt, name))
        self.paragraphs[-1].pictures.append(found[-1])

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].is_result = True
        elif kind == "end" and self.fields:
            ended = self.fields.pop()
            if ended.is_ticked is not None:
                self._say("☑" if ended.is_ticked else "□")
            elif not ended.is_result:
                self._say(wordsigns.of_field("".join(ended.instruction)))

    def _skip(self, name: str) -> None:
        if self.in_run_properties and self.paragraphs:
            self.paragraphs[-1].is_deleted |= name == "w:del"
        elif label := SKIPPED[name]:
            self.document.removed[label] += 1

    def _other(self, name: str, value: str) -> None:
        if name in SIGNS:
            self._say(SIGNS[name])
        elif name in NOTES:
            self.document.removed[Removal.NOTE] += 1
        elif name == "m:oMath":
            self.formulas += 1
        elif name in {"m:sup", "m:sub"}:
            self.run = _Run(raised="superscript" if name == "m:sup" else "subscript")
        elif name == "m:den":
            self._say("/")
        elif self.in_run_properties:
            self._run_property(name, value)
        elif name in {"w:default", "w:checked"} and self.fields:
            is_on = value not in OFF
            self.fields[-1].is_ticked = (
                is_on if name == "w:checked" else bool(self.fields[-1].is_ticked) or is_on
            )
        elif self.paragraphs:
            paragraph = self.paragraphs[-1]
            match name:
                case "w:pStyle":
                    paragraph.style = value
                case "w:numId":
                    paragraph.list_id = value
                case "w:ilvl":
                    paragraph.level = int(value) if value in set("012345678") else None

    def _run_property(self, name: str, value: str) -> None:
        match name:
            case "w:vanish":
                self.run.is_hidden = value not in OFF
            case "w:strike" | "w:dstrike":
                self.run.is_struck = value not in OFF
            case "w:vertAlign":
                self.run.raised = value

    def _table(self, name: str, value: str) -> None:
        if self.paragraphs:
            # A table in a text box: its cells are read as paragraphs.
            return
        match name:
            case "w:tbl":
                self.flow.open_table()
            case "w:tr":
                self.flow.open_row()
            case "w:tc":
                self.flow.open_cell()
            case "w:gridSpan":
                self.flow.widen_cell(span(value, MAX_COLUMNS))
            case "w:vMerge" if value != "restart":
                self.flow.continue_cell()

    def text(self, words: str) -> None:
        if self.skipping:
            return
        if self.in_instruction and self.fields:
            self.fields[-1].instruction.append(words[:200])
        elif self.in_text:
            self._words(words)

    def _words(self, words: str) -> None:
        run = self.run
        if run.is_hidden:
            self.document.removed[Removal.HIDDEN] += 1
        elif run.is_struck and words.strip():
            self.struck.append(words.strip())
        elif wordsigns.is_font_of_signs(run.font):
            self._sign(wordsigns.in_font(run.font, words))
        elif run.raised in {"superscript", "subscript"}:
            printed = raised(words, lowered=run.raised == "subscript")
            self.raised += printed == words and any(map(str.isdecimal, words))
            self._say(printed)
        else:
            self._say(words)

    def _say(self, words: str) -> None:
        if self.paragraphs and not self.skipping:
            self.paragraphs[-1].words.append(words)

    def end(self, name: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        match name:
            case "w:p":
                self._close_paragraph()
            case "w:t" | "m:t":
                self.in_text = False
            case "w:rPr":
                self.in_run_properties = False
            case "w:instrText":
                self.in_instruction = False
            case "w:r" | "m:sup" | "m:sub":
                self.run = _Run()
            case "w:tc" if not self.paragraphs:
                self.flow.close_cell()
            case "w:tbl" if not self.paragraphs:
                self.flow.close_table()

    def _close_paragraph(self) -> None:
        if not self.paragraphs:
            return
        paragraph = self.paragraphs.pop()
        lines = self._printed(paragraph)
        if self.paragraphs:
            self.boxed += lines
            return
        for line, label in [*lines, *self.boxed]:
            self.flow.add(line, label=label)
        self.boxed.clear()

    def _printed(self, paragraph: _Paragraph) -> list[tuple[str, str]]:
        """The lines of a paragraph with their label, the number before the first."""
        raw = "".join(paragraph.words)
        lines = [line.strip() for line in raw.split("\n") if line.strip()]
        if not lines and paragraph.is_deleted:
            return []
        style = self.numbering.style_name(paragraph.style)
        # Word counts an empty paragraph too.
        number = self.numbering.number(paragraph.style, paragraph.list_id, paragraph.level)
        if not lines:
            self.document.removed[Removal.SPACES if raw.strip("\n") else Removal.BLANK] += 1
            return []
        if style == "title" and not self.document.title:
            self.document.title = lines[0][:500]
        lines[0] = number + lines[0]
        self.before = lines[-1][: pictures.AFTER_CHARS]
        for picture in paragraph.pictures:
            picture.after = lines[0][: pictures.AFTER_CHARS]
        if style.startswith("heading ") and len(lines) == 1:
            self.document.headings.add(lines[0])
        label = Removal.CONTENTS if style.startswith("toc ") else ""
        return [(line, label) for line in lines]

    def close(self) -> WordDocument:
        document, numbering = self.document, self.numbering
        for piece in self.flow.close():
            if piece.label:
                document.removed[piece.label] += 1
            else:
                document.pieces.append(piece)
        document.removed[Removal.BULLET] += numbering.bullets
        document.remarks += self._remarks()
        if self.inserted or document.removed[Removal.DELETED]:
            document.remarks.append(
                f"文件里有没有定稿的修订：保留了 {self.inserted} 处新增，去掉了 {document.removed[Removal.DELETED]} 处删除。"
            )
        if document.removed[Removal.NOTE]:
            document.remarks.append(f"有 {document.removed[Removal.NOTE]} 处脚注、尾注或批注没有收进正文。")
        if self.formulas:
            document.remarks.append(
                f"有 {self.formulas} 个公式只收了里面的文字，分数和上下标看不出来，请对照原件核对。"
            )
        if numbering.unknown_forms:
            document.remarks.append(
                f"有不认识的自动编号格式，已写成数字：{'、'.join(sorted(numbering.unknown_forms)[:5])}。"
            )
        return document

    def _remarks(self) -> Iterator[str]:
        if self.struck:
            yield struck_out(self.struck)
        if self.raised:
            yield f"文件里有 {self.raised} 处带数字的上标或下标，纯文本里看不出来，请核对。"
        if self.unknown:
            yield f"有 {self.unknown} 个特殊符号认不出来，写成了“{wordsigns.UNKNOWN}”，请对照原件改正。"


def _properties(package: Package) -> dict[str, str]:
    """Title, author and dates as the file states them; Word fills them in by itself, so they prove nothing, the title least."""
    found: dict[str, str] = {}
    open_names: list[str] = []

    def text(words: str) -> None:
        name = open_names[-1] if open_names else ""
        prefix, _, key = name.partition(":")
        stripped = words.strip()
        if prefix in {"dc", "dcterms", "cp"} and len(found) < 30 and stripped:
            value = found.get(key, "") + stripped
            found[key] = value[:500]

    def start(name: str, _: Attributes) -> None:
        open_names.append(name)

    def end(_: str) -> None:
        open_names.pop()

    package.parse("docProps/core.xml", start, end, text)
    return found
