"""What is wrong is said with file, line and column; lines and columns below were counted by hand."""

from pathlib import Path

import pytest

from voc.config import load_settings
from voc.errors import ConfigError

SOURCE = """\
sources:
  - name: reviews
    format: reviews
    path: inbox/reviews
    channel: app_store
    kind: review
    columns: {text: 본문}
"""


@pytest.fixture(autouse=True)
def _clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("VOC_CONFIG", "VOC_STORE_URL", "VOC_SCHEDULES_NIGHTLY", "VOC_SCHEDULES_LIMITS_WORKERS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "config" / "lexicon").mkdir(parents=True)
    (tmp_path / "config" / "our_words").mkdir()


def write(name: str, content: str | bytes) -> None:
    file = Path("config") / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())


def problems() -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load_settings()
    return caught.value.problems


def test_unknown_key_names_the_nearest_known_one() -> None:
    write("sources.yaml", SOURCE + "    page_sise: 50\n")
    assert problems() == ("config/sources.yaml:8:5: sources.0.page_sise: unknown key (did you mean 'page_size'?)",)


def test_unknown_key_that_is_near_nothing_lists_the_known_ones() -> None:
    write("schedules.yaml", "timezone: Asia/Seoul\nlimits:\n  zzz: 1\n")
    expected = "config/schedules.yaml:3:3: limits.zzz: unknown key; known here: workers, dask, drop_share, habit_runs"
    assert problems() == (expected,)


def test_unknown_key_of_a_mapping_with_fixed_keys() -> None:
    write("privacy.yaml", "mask:\n  phone: true\n  emial: false\n")
    assert problems() == ("config/privacy.yaml:3:3: mask.emial: unknown key (did you mean 'email'?)",)


def test_a_stage_has_a_key_that_every_store_can_hold() -> None:
    """SQLite would take any length, PostgreSQL's columns take 32."""
    write("funnel.yaml", f"stages:\n  - key: {'a' * 32}\n    name: 가입\n  - key: {'b' * 33}\n    name: 이용\n")
    found = [one for one in problems() if ".key" in one]
    shown = f"the key '{'b' * 33}' has 33 characters; a stage or a reason has at most 32"
    assert found == [f"config/funnel.yaml:4:10: stages.1.key: {shown}"]


def test_wrong_types_say_what_was_seen_and_expected() -> None:
    write("schedules.yaml", "timezone: 9\nnightly: [a]\nlimits:\n  workers: viele\n  drop_share: '0.5'\n")
    assert problems() == (
        "config/schedules.yaml:1:11: timezone: is the number 9, expected text; put it in quotes",
        "config/schedules.yaml:2:10: nightly: is a list, expected text",
        "config/schedules.yaml:4:12: limits.workers: is 'viele', expected a whole number",
        "config/schedules.yaml:5:15: limits.drop_share: is '0.5', expected a number",
    )


def test_yes_and_no_are_texts_and_no_switches() -> None:
    write("privacy.yaml", "mask:\n  phone: yes\n  email: 예\n")
    assert problems() == (
        "config/privacy.yaml:2:10: mask.phone: is 'yes', expected true or false; yes, no, on and off are texts",
        "config/privacy.yaml:3:10: mask.email: is '예', expected true or false",
    )


def test_values_out_of_bounds() -> None:
    write("schedules.yaml", "limits:\n  workers: 0\n  drop_share: 1.5\n")
    assert problems() == (
        "config/schedules.yaml:2:12: limits.workers: is the number 0, expected at least 1",
        "config/schedules.yaml:3:15: limits.drop_share: is the number 1.5, expected below 1",
    )


def test_missing_required_keys_point_at_their_entry() -> None:
    write("sources.yaml", "sources:\n\n  - name: a\n    format: survey\n    path: inbox/a\n")
    assert problems() == (
        "config/sources.yaml:3:5: sources.0.channel: the key 'channel' is missing and has no default; write it",
        "config/sources.yaml:3:5: sources.0.kind: the key 'kind' is missing and has no default; write it",
    )


def test_missing_section_list_points_at_the_top() -> None:
    write("funnel.yaml", "# comment\nstage: []\n")
    found = problems()
    assert "config/funnel.yaml:2:1: stage: unknown key (did you mean 'stages'?)" in found
    assert "config/funnel.yaml:2:1: stages: the key 'stages' is missing and has no default; write it" in found


def test_unknown_format_and_kind() -> None:
    write("sources.yaml", SOURCE.replace("format: reviews", "format: reveiws").replace("kind: review", "kind: revew"))
    assert problems() == (
        "config/sources.yaml:3:13: sources.0.format: unknown value 'reveiws' (did you mean 'reviews'?)",
        "config/sources.yaml:6:11: sources.0.kind: unknown value 'revew' (did you mean 'review'?)",
    )


def test_unknown_column_field() -> None:
    write("sources.yaml", SOURCE.replace("{text: 본문}", "{text: 본문, titel: 제목}"))
    assert problems() == ("config/sources.yaml:7:25: sources.0.columns.titel: unknown key (did you mean 'title'?)",)


def test_all_problems_of_all_files_are_said_at_once() -> None:
    write("sources.yaml", SOURCE + "    page_sise: 50\n")
    write("schedules.yaml", "nightly: 0 25 * * *\nweekly: tomorrow\n")
    write("store.yaml", "url: [\n")
    write("lexicon/brand.tsv", "환급나래 NNP\n")
    found = problems()
    assert [problem.split(": ")[0] for problem in found] == [
        "config/sources.yaml:8:5",
        "config/schedules.yaml:1:10",
        "config/schedules.yaml:2:9",
        "config/store.yaml:2:1",
        "config/lexicon/brand.tsv:1:1",
    ]


def test_duplicate_yaml_key() -> None:
    write("store.yaml", "url: sqlite:///store/a.db\n# again\nurl: sqlite:///store/b.db\n")
    expected = "config/store.yaml:3:1: url: the key is given twice, first on line 1. Keep one of them."
    assert problems() == (expected,)


def test_duplicate_nested_key_with_a_group_below_it_leaves_the_rest_readable() -> None:
    write("sources.yaml", SOURCE + "    columns: {title: [a, {b: c}]}\n    page_sise: 1\n")
    assert problems() == (
        "config/sources.yaml:8:5: sources.0.columns: the key is given twice, first on line 7. Keep one of them.",
        "config/sources.yaml:9:5: sources.0.page_sise: unknown key (did you mean 'page_size'?)",
    )


def test_duplicate_source_names_and_places() -> None:
    write("sources.yaml", SOURCE + SOURCE.removeprefix("sources:\n"))
    again = "source 'reviews' already reads inbox/reviews/*; texts would count twice"
    assert problems() == (
        "config/sources.yaml:8:11: sources.1.name: 'reviews' is given twice, first on line 2; each name may stand once",
        f"config/sources.yaml:10:11: sources.1.path: {again}",
    )


@pytest.mark.parametrize(
    ("path", "pattern", "overlaps"),
    [
        ("inbox/a", "*.csv", True),
        ("./inbox/a/", "*", True),
        ("inbox/a", "REVIEWS*.CSV", True),
        ("inbox/b", "*", False),
    ],
)
def test_two_sources_that_read_the_same_files_are_found(path: str, pattern: str, *, overlaps: bool) -> None:
    first = SOURCE.replace("inbox/reviews", "inbox/a")
    second = SOURCE.removeprefix("sources:\n").replace("name: reviews", "name: more")
    second = second.replace("path: inbox/reviews", f"path: {path}\n    pattern: '{pattern}'")
    write("sources.yaml", first + second)
    if not overlaps:
        load_settings()
        return
    (problem,) = problems()
    assert problem.endswith("sources.1.path: source 'reviews' already reads inbox/a/*; texts would count twice")


def test_sources_that_share_a_folder_with_patterns_of_their_own_are_fine() -> None:
    one = SOURCE.replace("path: inbox/reviews", "path: inbox/a\n    pattern: 'apple_*.csv'")
    other = SOURCE.removeprefix("sources:\n").replace("name: reviews", "name: more")
    write("sources.yaml", one + other.replace("path: inbox/reviews", "path: inbox/a\n    pattern: 'play_*.csv'"))
    load_settings()


def test_duplicate_stage_keys_are_found_beside_other_errors() -> None:
    write("funnel.yaml", "stages:\n  - key: onboarding\n    name: 1\n  - {key: onboarding, name: 가입}\n")
    write("themes.yaml", "themes: []\n")
    assert problems() == (
        "config/funnel.yaml:3:11: stages.0.name: is the number 1, expected text; put it in quotes",
        "config/funnel.yaml:4:11: stages.1.key: 'onboarding' is given twice, first on line 2; each key may stand once",
    )


def test_theme_reason_and_stage_must_exist() -> None:
    write("funnel.yaml", "stages:\n  - {key: onboarding, name: 가입}\n")
    write("hesitations.yaml", "reasons:\n  - {key: trust, name: 신뢰}\n  - {key: other, name: 기타}\n")
    write(
        "themes.yaml",
        "themes:\n"
        "  - {key: a, title: 사기 의심, reason: trsut, stage: none, sentences: [사기 아닌가요]}\n"
        "  - key: b\n    title: 가입 실패\n    reason: other\n    stage: onbording\n    words: [가입 + 실패]\n",
    )
    assert problems() == (
        "config/themes.yaml:2:36: themes.0.reason: unknown reason 'trsut' (did you mean 'trust'?)",
        "config/themes.yaml:6:12: themes.1.stage: unknown stage 'onbording' (did you mean 'onboarding'?)",
    )


def test_a_theme_without_words_and_sentences_is_refused() -> None:
    write("themes.yaml", "themes:\n  - {key: a, title: 사기 의심, reason: trust, stage: none}\n")
    (problem,) = problems()
    assert problem.startswith("config/themes.yaml:2:5: themes.0: the theme has neither words nor sentences")


def test_reasons_need_the_key_other() -> None:
    write("hesitations.yaml", "reasons:\n  - {key: trust, name: 신뢰}\n")
    write("themes.yaml", "themes: []\n")
    (problem,) = problems()
    assert problem.startswith("config/hesitations.yaml:2:3: reasons: has no reason with the key 'other'")


def test_the_key_none_is_taken() -> None:
    write("funnel.yaml", "stages:\n  - {key: none, name: 없음}\n")
    write("themes.yaml", "themes: []\n")
    (problem,) = problems()
    assert problem.startswith("config/funnel.yaml:2:11: stages.0.key: the key 'none' is taken")


def test_word_rules_are_understood_or_refused_with_their_line() -> None:
    write(
        "themes.yaml",
        "themes:\n  - key: a\n    title: 사기 의심\n    reason: trust\n    stage: none\n"
        '    words:\n      - "사기|피싱 + 의심"\n      - "사기 +"\n',
    )
    (problem,) = problems()
    assert problem.startswith("config/themes.yaml:8:9: themes.0.words.1: rule '사기 +'")


@pytest.mark.parametrize(
    "path", ["../other", "/var/inbox", "inbox/../../x", "~/inbox", "C:/inbox", "inbox\\reviews", "."]
)
def test_paths_that_leave_the_home_folder_are_refused(path: str) -> None:
    write("sources.yaml", SOURCE.replace("inbox/reviews", f"'{path}'"))
    (problem,) = problems()
    assert problem.startswith("config/sources.yaml:4:11: sources.0.path: ")
    assert "inside" in problem


@pytest.mark.parametrize("pattern", ["../*.csv", "/x/*.csv", "", "a\\*.csv"])
def test_patterns_that_leave_the_folder_are_refused(pattern: str) -> None:
    write("sources.yaml", SOURCE + f"    pattern: '{pattern}'\n")
    (problem,) = problems()
    assert problem.startswith("config/sources.yaml:8:14: sources.0.pattern: ")


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("0 2 * *", "five fields"),
        ("60 2 * * *", "the minute '60' is not between 0 and 59"),
        ("0 24 * * *", "the hour '24' is not between 0 and 23"),
        ("0 2 0 * *", "the day of month '0' is not between 1 and 31"),
        ("0 2 * 13 *", "the month '13' is not between 1 and 12"),
        ("0 2 * * 8", "the day of week '8' is not between 0 and 7"),
        ("0 2 * * 월", "the day of week '월' cannot be read"),
        ("0 2 * * moon", "the day of week 'moon' is not between 0 and 7"),
        ("0 5-2 * * *", "runs backwards"),
        ("*/0 2 * * *", "step 0"),
        ("0 2 30 2 *", "there is no day 30 in month 2"),
        ("0 2 ? * *", "cannot be read"),
    ],
)
def test_bad_schedules(cron: str, said: str) -> None:
    write("schedules.yaml", f'nightly: "{cron}"\n')
    (problem,) = problems()
    assert problem.startswith("config/schedules.yaml:1:10: nightly: ")
    assert said in problem


@pytest.mark.parametrize("cron", ["0 2 * * *", "*/15 9-18 * * mon-fri", "0 0 1,15 * *", "5 4 29 2 *", "0 0 31 1,2 *"])
def test_good_schedules(cron: str) -> None:
    write("schedules.yaml", f'nightly: "{cron}"\n')
    assert load_settings().schedules.nightly == cron


def test_unknown_time_zone() -> None:
    write("schedules.yaml", "timezone: Asia/Seul\n")
    expected = "config/schedules.yaml:1:11: timezone: unknown time zone 'Asia/Seul' (did you mean 'Asia/Seoul'?)"
    assert problems() == (expected,)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("HG-([0-9]+", "is no regular expression"),
        ("[0-9]*", "also matches an empty text"),
        ("(a+)+b", "repeats a repeated group"),
        ("x" * 301, "has 301 characters, at most 300"),
    ],
)
def test_bad_extra_patterns(pattern: str, said: str) -> None:
    write("privacy.yaml", f"extra_patterns:\n  - name: member\n    tag: MEMBER\n    pattern: '{pattern}'\n")
    (problem,) = problems()
    assert problem.startswith("config/privacy.yaml:4:14: extra_patterns.0.pattern: ")
    assert said in problem


def test_bad_tag_and_blank_text() -> None:
    write("privacy.yaml", "extra_patterns:\n  - {name: m, tag: Member, pattern: 'HG[0-9]{4}'}\nkeep: ['  ']\n")
    first, second = problems()
    assert first.startswith("config/privacy.yaml:2:20: extra_patterns.0.tag: 'Member' is no tag")
    assert second == "config/privacy.yaml:3:8: keep.0: is blank; write a text or delete the line"


@pytest.mark.parametrize(
    "line",
    [
        "author_key_env: s3cr3t-value-9",
        "author_key_env: 314159265358",
        "author_key: s3cr3t-value-9",
        "api_token: s3cr3t-value-9",
        "author_key_env: {s3cr3t-value-9: 1}",
    ],
)
def test_a_secret_in_a_file_is_refused_and_never_repeated(line: str) -> None:
    write("privacy.yaml", f"{line}\n")
    said = "\n".join(problems())
    assert said.startswith("config/privacy.yaml:1:")
    assert "s3cr3t" not in said
    assert "3141" not in said


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://voc:s3cr3t@db.example/voc",
        "postgresql+psycopg://voc:s3cr3t@db.example/voc",
        "postgresql://db.example/voc?password=s3cr3t",
        "mysql://voc:s3cr3t@db.example/voc",
        "voc:s3cr3t@db.example",
    ],
)
def test_a_store_address_with_a_password_is_refused_and_never_repeated(url: str) -> None:
    write("store.yaml", f"url: {url}\n")
    (problem,) = problems()
    assert problem.startswith("config/store.yaml:1:6: url: ")
    assert "s3cr3t" not in problem


def test_a_sqlite_store_stays_in_the_home_folder() -> None:
    write("store.yaml", "url: sqlite:///../elsewhere.db\n")
    (problem,) = problems()
    assert problem.startswith("config/store.yaml:1:6: url: leads out of the home folder")


def test_a_model_that_is_not_there_is_said() -> None:
    write("encoder.yaml", "path: models/none\nshare: 0.5\n")
    (problem,) = problems()
    assert problem.startswith("config/encoder.yaml:1:7: path: there is no folder '")
    assert problem.endswith("models/none'; name the folder of a model, or leave path out")


def test_a_models_share_lies_above_0_and_up_to_1() -> None:
    write("encoder.yaml", "share: 0\n")
    assert problems()[0].startswith("config/encoder.yaml:1:8: share: ")


def test_what_a_format_needs_and_what_has_no_effect() -> None:
    write(
        "sources.yaml",
        "sources:\n"
        "  - {name: a, format: tickets, path: inbox/a, channel: cs, kind: ticket_message, roles: [고객]}\n"
        "  - {name: b, format: community_html, path: inbox/b, channel: community, kind: post}\n"
        "  - name: c\n    format: play_reviews\n    path: inbox/c\n    channel: google_play\n    kind: review\n"
        "    questions: {a: drop}\n    html: {item: p}\n",
    )
    assert [problem.split(": ")[:2] for problem in problems()] == [
        ["config/sources.yaml:2:5", "sources.0.columns"],
        ["config/sources.yaml:2:89", "sources.0.roles"],
        ["config/sources.yaml:3:5", "sources.1.html"],
        ["config/sources.yaml:9:16", "sources.2.questions"],
        ["config/sources.yaml:10:11", "sources.2.html"],
    ]


def test_bad_rating_scale_period_and_encoding() -> None:
    write("sources.yaml", SOURCE + "    rating: {min: 5, max: 1}\n    encoding: cp940\n")
    write(
        "calendar.yaml",
        "holidays:\n  - name: 휴가\n    start: 2026-09-26\n    end: 2026-09-24\n  - {name: x, start: 9/24}\n",
    )
    assert problems() == (
        "config/sources.yaml:8:27: sources.0.rating.max: 1 is not above min, which is 5",
        "config/sources.yaml:9:15: sources.0.encoding: unknown encoding 'cp940' (did you mean 'cp949'?)",
        "config/calendar.yaml:4:10: holidays.0.end: 2026-09-24 lies before start, which is 2026-09-26",
        "config/calendar.yaml:5:22: holidays.1.start: is '9/24', expected a day such as 2026-09-24",
    )


def test_bad_question_role() -> None:
    survey = SOURCE.replace("format: reviews", "format: survey").replace("    columns: {text: 본문}\n", "")
    write("sources.yaml", survey + "    questions:\n      만족도: rating:5-1\n      의견: opentext\n")
    roles = "open_text, rating, choice, segment, date, updated_at, id, respondent, product, app_version, drop"
    no_role = "is no role of a question"
    expected = f"expected one of {roles}, or rating:1-5"
    assert problems() == (
        f"config/sources.yaml:8:12: sources.0.questions.만족도: 'rating:5-1' {no_role}; {expected}",
        f"config/sources.yaml:9:11: sources.0.questions.의견: 'opentext' {no_role} (did you mean 'open_text'?)",
    )


def test_a_misspelt_file_name_is_a_problem_and_a_foreign_file_a_note() -> None:
    write("theme.yaml", "themes: []\n")
    assert problems() == ("config/theme.yaml: is not read. Did you mean 'themes.yaml'? Rename it.",)
    Path("config/theme.yaml").rename("config/deploy.yaml")
    assert load_settings().notes[0].startswith("config/deploy.yaml is not read; known files are sources.yaml")


def test_a_folder_or_broken_link_in_place_of_a_file() -> None:
    Path("config/store.yaml").mkdir()
    Path("config/themes.yaml").symlink_to("nowhere.yaml")
    themes, store = problems()
    assert themes.startswith("config/themes.yaml: cannot be read (")
    assert store.startswith("config/store.yaml: cannot be read (")


def test_environment_values_are_checked_under_the_name_of_their_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    write("store.yaml", "url: sqlite:///store/voc.db\n")
    monkeypatch.setenv("VOC_SCHEDULES_NIGHTLY", "0 25 * * *")
    monkeypatch.setenv("VOC_SCHEDULES_LIMITS_WORKERS", "many")
    monkeypatch.setenv("VOC_STORE_URL", "oracle://voc:s3cr3t@db")
    found = problems()
    assert "environment variable VOC_SCHEDULES_NIGHTLY: the hour '25' is not between 0 and 23" in found
    assert "environment variable VOC_SCHEDULES_LIMITS_WORKERS: is 'many', expected a whole number" in found
    assert any(problem.startswith("environment variable VOC_STORE_URL: is no store address") for problem in found)
    assert "s3cr3t" not in "".join(found)


def entry(text: str) -> str:
    return f"sources:\n  - name: a\n{text}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("    family: zendesks\n", "3:13: sources.0.family: unknown value 'zendesks' (did you mean 'zendesk'?)"),
        (
            "    family: salesforce\n",
            "3:13: sources.0.family: unknown value 'salesforce'; expected one of file, zendesk",
        ),
        ("    family: 7\n", "3:13: sources.0.family: is the number 7, expected one of file, zendesk, freshdesk"),
        ("    family: [tally]\n", "3:13: sources.0.family: is a list, expected one of file, zendesk"),
        (
            "    form_id: x\n",
            "2:5: sources.0.family: the key 'family' is missing, which says where the words come from",
        ),
        (
            "    family: zendesk\n    subdomian: narae\n    subdomain: narae\n",
            "4:5: sources.0.subdomian: unknown key (did you mean 'subdomain'?)",
        ),
        (
            "    family: itunes_rss\n    app_id: '123456789'\n    territory: KOR\n",
            "5:5: sources.0.territory: unknown key; known here: name, family, channel, product, enabled, keep_texts,",
        ),
        (
            "    family: walla\n    form_id: x\n    titel: {question_1: 의견}\n",
            "5:5: sources.0.titel: unknown key (did you mean 'titles'?)",
        ),
        (
            "    family: site\n    lists: ['https://a.example']\n    html: {item: p, boddy: x}\n",
            "5:21: sources.0.html.boddy: unknown key (did you mean 'body'?)",
        ),
        (
            "    family: naver_search\n    queries: 나래\n    services: [blogs]\n",
            "5:16: sources.0.services.0: unknown value 'blogs' (did you mean 'blog'?)",
        ),
        ("    family: naver_search\n    queries: []\n", "4:14: sources.0.queries: is an empty list; name at least one"),
        (
            "    family: zendesk\n    subdomain: https://narae.zendesk.com\n",
            "4:16: sources.0.subdomain: 'https://narae.zendesk.com' is no name of an account; expected the start",
        ),
        (
            "    family: gnuboard\n    address: forum.narae.example\n    boards: free\n",
            "4:14: sources.0.address: is no web address; expected something like https://forum.example.kr/bbs",
        ),
        (
            "    family: typeform\n    form_id: x\n    questions:\n      nps: rating:10-0\n",
            "6:12: sources.0.questions.nps: 'rating:10-0' is no role of a question; expected one of open_text, rating",
        ),
        (
            "    family: zendesk\n    subdomain: narae\n    since: 어제\n",
            "5:12: sources.0.since: is '어제', expected a day such as 2026-09-24",
        ),
        (
            "    family: zendesk\n    subdomain: narae\n    path: inbox/x\n",
            "5:5: sources.0.path: unknown key; known here: name, family,",
        ),
    ],
)
def test_a_wrong_entry_of_a_service_is_said_with_its_place_and_the_nearest_name(text: str, said: str) -> None:
    write("sources.yaml", entry(text))
    (problem,) = problems()
    assert problem.startswith(f"config/sources.yaml:{said}")


@pytest.mark.parametrize("family", ["", "    family: zendesk\n", "    family: nobody\n"])
def test_no_place_in_an_error_names_a_family_that_stands_in_no_file(family: str) -> None:
    """The kinds of entries are told apart by tags that the models add to every path."""
    write("sources.yaml", entry(family + "    kind: 7\n    path: [x]\n"))
    assert not any(".zendesk" in problem or ".file" in problem for problem in problems())


@pytest.mark.parametrize(
    ("line", "variable"),
    [
        ("token: s3cr3t-value-9", "VOC_ZENDESK_TOKEN"),
        ("key: s3cr3t-value-9", "VOC_ZENDESK_TOKEN"),
        ("api_token: s3cr3t-value-9", "VOC_ZENDESK_TOKEN"),
        ("client_secret: s3cr3t-value-9", "VOC_ZENDESK_CLIENT_SECRET"),
        ("password: s3cr3t-value-9", "VOC_ZENDESK_TOKEN"),
    ],
)
def test_a_secret_of_a_source_is_refused_and_its_variable_named(line: str, variable: str) -> None:
    write("sources.yaml", entry(f"    family: zendesk\n    subdomain: narae\n    {line}\n"))
    (problem,) = problems()
    assert "a secret is never written into a file" in problem
    assert variable in problem
    assert "s3cr3t" not in problem


def test_a_secret_in_place_of_the_name_of_a_variable_is_never_repeated() -> None:
    write("sources.yaml", entry("    family: tally\n    form_id: x\n    key_env: tly-s3cr3t\n"))
    (problem,) = problems()
    assert problem.startswith(
        "config/sources.yaml:5:14: sources.0.key_env: expected the name of an environment variable"
    )
    assert "s3cr3t" not in problem


def test_a_slip_in_a_key_that_names_a_variable_is_a_slip() -> None:
    write("sources.yaml", entry("    family: tally\n    form_id: x\n    key_evn: VOC_TALLY_KEY\n"))
    assert problems() == ("config/sources.yaml:5:5: sources.0.key_evn: unknown key (did you mean 'key_env'?)",)


def test_an_entry_that_is_wrong_in_a_list_is_not_also_called_short() -> None:
    write("sources.yaml", entry("    family: tistory\n    blogs: [narae.tistory.com]\n"))
    (problem,) = problems()
    assert problem.startswith("config/sources.yaml:4:13: sources.0.blogs.0: is no web address")
    write("sources.yaml", entry("    family: tistory\n    blogs: []\n"))
    assert problems() == ("config/sources.yaml:4:12: sources.0.blogs: is an empty list; write at least one entry",)


def test_an_account_or_form_that_two_sources_collect_is_found() -> None:
    one = entry("    family: zendesk\n    subdomain: narae\n")
    write("sources.yaml", one + "  - name: b\n    family: zendesk\n    subdomain: Narae\n")
    (problem,) = problems()
    assert problem == (
        "config/sources.yaml:7:16: sources.1.subdomain: source 'a' already collects Narae; texts would count twice"
    )
    write("sources.yaml", one + "  - name: b\n    family: zendesk\n    subdomain: narae\n    enabled: false\n")
    load_settings()


def test_a_funnel_needs_a_stage() -> None:
    write("funnel.yaml", "stages: []\n")
    write("themes.yaml", "themes: []\n")
    assert problems() == ("config/funnel.yaml:1:9: stages: is an empty list; write at least one entry",)
