"""Bytes, YAML and word files: what is read, what is refused, and where. Lines and columns were counted by hand."""

import time
import unicodedata
from functools import partial
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from voc.config import load_settings, yaml_text
from voc.config.problems import Problems
from voc.config.texts import read_text
from voc.config.yaml_text import parse_scalar, parse_yaml
from voc.errors import ConfigError

HINT = "Save it again as UTF-8 (메모장: 다른 이름으로 저장 > 인코딩 > UTF-8)."


def parse(text: str) -> tuple[object, list[str]]:
    problems = Problems()
    yaml = parse_yaml(text, "x.yaml", problems)
    return (None if yaml is None else yaml.data), list(problems.sentences())


def read_bytes(folder: Path, content: bytes) -> tuple[str | None, list[str]]:
    file = folder / "x.yaml"
    file.write_bytes(content)
    problems = Problems()
    text = read_text(file, problems)
    return text, [sentence.removeprefix(str(file)) for sentence in problems.sentences()]


def test_a_cp949_file_is_named_as_such_at_its_first_odd_byte(tmp_path: Path) -> None:
    text, problems = read_bytes(tmp_path, "# ok\nurl: 가나\n".encode("cp949"))
    assert text is None
    assert problems == [f":2:6: is saved as cp949 (Windows 'ANSI'), not as UTF-8. {HINT}"]


def test_columns_of_undecodable_text_count_characters_not_bytes(tmp_path: Path) -> None:
    _, problems = read_bytes(tmp_path, "가나: ".encode() + b"\xff\n")
    assert problems == [f":1:5: is not UTF-8 text. {HINT}"]


def test_utf16_is_named_as_such(tmp_path: Path) -> None:
    _, problems = read_bytes(tmp_path, "url: 가".encode("utf-16"))
    assert problems == [f":1:1: is saved as UTF-16 ('유니코드'). {HINT}"]


def test_a_byte_order_mark_windows_lines_and_decomposed_hangul_are_read(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "이름: 값")
    text, problems = read_bytes(tmp_path, b"\xef\xbb\xbf" + f"{decomposed}\r\n다음: 2\r\n".encode())
    assert (text, problems) == ("이름: 값\n다음: 2\n", [])


def test_the_mark_does_not_shift_the_place_of_an_error(tmp_path: Path) -> None:
    _, problems = read_bytes(tmp_path, b"\xef\xbb\xbf" + b"ab\nc\xff\n")
    assert problems == [f":2:2: is not UTF-8 text. {HINT}"]


def test_control_characters_are_refused_with_their_place(tmp_path: Path) -> None:
    _, problems = read_bytes(tmp_path, b"a: 1\nb: x\x07y\n")
    assert problems == [":2:5: holds the invisible control character U+0007. Delete it."]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    _, problems = read_bytes(tmp_path, b"#" * 5_000_001)
    assert problems == [": holds 5,000,001 bytes, at most 5,000,000 are read. This is no configuration file."]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "\n\n"])
def test_an_empty_file_says_so(text: str) -> None:
    data, problems = parse(text)
    assert data is None
    assert len(problems) == 1
    assert "is empty. Write its settings, or delete it" in problems[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a:\n\t- b\n", "x.yaml:2:1: the line is indented with a tab; YAML takes spaces only."),
        ("a:\n  - b\n \t- c\n", "x.yaml:3:2: the line is indented with a tab; YAML takes spaces only."),
        ("a: [1\n", "x.yaml:1:4: is no YAML: the bracket '[' opened here is not closed, or a comma is missing."),
        ("a: {b: 1\n", "x.yaml:1:4: is no YAML: the bracket '{' opened here is not closed, or a comma is missing."),
        ("a: 1\nb: 'x\n", "x.yaml:2:4: is no YAML: the quote opened here is never closed."),
        (
            "a: b: c\n",
            "x.yaml:1:5: is no YAML: there is a second ': ' here, or the indentation is off; quote text with a colon.",
        ),
        ("a: %x\n", "x.yaml:1:4: is no YAML: a value cannot begin with this character; put the value in quotes."),
        (
            "a: 1\n- b\n",
            "x.yaml:2:1: is no YAML: the indentation does not fit the lines above, or text follows a closing quote.",
        ),
        ("- a\n", "x.yaml:1:1: begins with a value; expected 'key: value' lines."),
        ("just text\n", "x.yaml:1:1: begins with a value; expected 'key: value' lines."),
        ("a: 1\n---\nb: 2\n", "x.yaml:2:1: a second document begins here ('---'); keep everything in one."),
    ],
)
def test_syntax_errors(text: str, said: str) -> None:
    assert parse(text) == (None, [said])


def test_the_parser_without_its_fast_half_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, {b: c}]\nd: |\n  e\nf: &x 1\ng: *x\nh: 2\nh: 3\n"
    fast = parse(text)
    monkeypatch.setattr(yaml_text, "YAML", partial(YAML, pure=True))
    assert parse(text) == fast
    for broken, place in (("a:\n\t- b\n", "2:1"), ("a: [1\n", "1:4"), ("a: b: c\n", "1:5"), ("a: %x\n", "1:4")):
        data, (problem,) = parse(broken)
        assert data is None
        assert problem.startswith(f"x.yaml:{place}: ")


def test_aliases_anchors_tags_and_merge_keys_are_refused() -> None:
    data, problems = parse("a: &x [1]\nb: *x\nc: !!python/object:os.system {d: 1}\n<<: {e: 1}\n? [f]\n: 2\ng: 3\n")
    assert problems == [
        "x.yaml:1:4: a: the anchor '&x' is not allowed; write values out where needed.",
        "x.yaml:2:4: b: the alias '*x' is not allowed; write the value out.",
        "x.yaml:3:4: c: the tag 'tag:yaml.org,2002:python/object:os.system' is not allowed; write plain values.",
        "x.yaml:4:1: a key must be plain text; merge keys ('<<') and lists as keys are not allowed.",
        "x.yaml:5:3: a key must be plain text; merge keys ('<<') and lists as keys are not allowed.",
    ]
    assert data == {"a": [1], "b": None, "c": {"d": 1}, "g": 3}


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "a:\n" + "- " * 50_000, "{a: " * 20_000])
def test_bottomless_nesting_ends_early(text: str) -> None:
    start = time.perf_counter()
    data, problems = parse(f"x: {text}" if text[0] in "[{" else text)
    assert data is None
    assert len(problems) == 1
    assert time.perf_counter() - start < 2


def test_an_alias_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    _, problems = parse("\n".join(lines))
    assert len(problems) == 12 + 11 * 9


def test_escaped_control_characters_are_refused() -> None:
    _, problems = parse('a: "x\\0y"\n')
    assert problems == ["x.yaml:1:4: a: the value holds an invisible control character. Delete it."]


def test_plain_values() -> None:
    given = [
        "",
        "~",
        "null",
        "true",
        "False",
        "yes",
        "on",
        "1",
        "-3",
        "+4",
        "010",
        "0",
        "0.5",
        ".5",
        "1e3",
        "1e999",
        "00.5",
    ]
    expected = [None, None, None, True, False, "yes", "on", 1, -3, 4, "010", 0, 0.5, 0.5, 1000.0, "1e999", 0.5]
    assert [parse_scalar(text) for text in given] == expected
    given = ["1_000", "1:30", "0x1f", "2026-09-24", "3.2.1", ".inf", "nan", "1" * 19]
    assert [parse_scalar(text) for text in given] == given


def test_quoted_values_stay_text() -> None:
    assert parse("a: '1'\nb: \"true\"\nc: |\n  12\n") == ({"a": "1", "b": "true", "c": "12\n"}, [])


@pytest.fixture
def lexicon(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOC_CONFIG", raising=False)
    (tmp_path / "config" / "lexicon").mkdir(parents=True)
    (tmp_path / "config" / "our_words").mkdir()
    return Path("config/lexicon")


def said() -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load_settings()
    return [problem.removeprefix("config/lexicon/") for problem in caught.value.problems]


def test_brand_words(lexicon: Path) -> None:
    lines = "# form\ttag\n\n환급나래\tNNP\t우리 앱\n나래톡 NNP\n나래\tNNB\n\tNNP\n환급나래\tNNG\na\tNNP\tb\tc\n"
    (lexicon / "brand.tsv").write_text(lines)
    shape = "form <TAB> tag <TAB> comment"
    assert said() == [
        f"brand.tsv:4:1: '나래톡 NNP' has no tab; expected {shape}, with the Tab key between (spaces do not count).",
        "brand.tsv:5:4: unknown tag 'NNB' (did you mean 'NNP'?).",
        "brand.tsv:6:1: the form is blank; expected form <TAB> tag <TAB> comment.",
        "brand.tsv:7:1: '환급나래' is given twice, first on line 3. Keep one of them.",
        "brand.tsv:8:1: the line has 4 cells, expected form <TAB> tag <TAB> comment.",
    ]


def test_stop_words(lexicon: Path) -> None:
    (lexicon / "stopwords.txt").write_text("것\n# 주석\n하다 되다\n것\n" + "가" * 41 + "\n")
    assert said() == [
        "stopwords.txt:3:1: '하다 되다' is more than one word; write one word per line.",
        "stopwords.txt:4:1: '것' is given twice, first on line 1. Keep one of them.",
        f"stopwords.txt:5:1: '{'가' * 41}' has 41 characters, a word has at most 40.",
    ]


def test_synonyms(lexicon: Path) -> None:
    (lexicon / "synonyms.tsv").write_text("어플\t앱\n앱\t앱\n에플\t어플\n어플\t애플\n")
    assert said() == [
        "synonyms.tsv:2:1: '앱' stands for itself; delete the line.",
        "synonyms.tsv:3:4: '어플' is itself a variant, of '앱'; name the final lemma",
        "synonyms.tsv:4:1: '어플' is given twice, first on line 1. Keep one of them.",
    ]


def test_evaluating_words(lexicon: Path) -> None:
    (lexicon / "polarity.tsv").write_text("최고\t2\tpraise\n별로\t-3\tproblem\n걱정\t-1\tdoubts\n걱정되다\t-1\n")
    assert said() == [
        "polarity.tsv:2:4: the polarity '-3' is none of -2, -1, 0, 1, 2.",
        "polarity.tsv:3:7: unknown kind 'doubts' (did you mean 'doubt'?).",
        "polarity.tsv:4:1: the line has 2 cells, expected lemma <TAB> polarity <TAB> kind.",
    ]


def test_word_files_saved_as_cp949_are_named(lexicon: Path) -> None:
    (lexicon / "stopwords.txt").write_bytes("것\n".encode("cp949"))
    assert said() == [f"stopwords.txt:1:1: is saved as cp949 (Windows 'ANSI'), not as UTF-8. {HINT}"]


def test_our_words_are_lines_without_comments_and_blanks(lexicon: Path) -> None:
    (lexicon.parent / "our_words" / "faq.txt").write_text(
        "# 도움말\n\n  예상 환급액 조회  \n#혜택 알림\n수수료 안내\n", "utf-8-sig"
    )
    (lexicon.parent / "our_words" / "app.txt").write_text("간편 인증\n")
    texts = load_settings().our_words
    assert [(text.name, text.lines) for text in texts] == [
        ("app", ("간편 인증",)),
        ("faq", ("예상 환급액 조회", "수수료 안내")),
    ]
    assert texts[1].text == "예상 환급액 조회\n수수료 안내"
