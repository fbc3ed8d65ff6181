"""Entries of the app stores: what they take, and that no app's reviews come in twice."""

from pathlib import Path

import pytest

from voc.config import load_settings
from voc.config.families import AppStoreConnectSettings, GooglePlaySettings, ItunesRssSettings
from voc.config.storefronts import TERRITORIES, country_of
from voc.errors import ConfigError

APPLE = "{name: apple, family: app_store_connect, app_id: '1234567890', issuer_id: abc, key_id: K1}"
FEED = "{name: feed, family: itunes_rss, app_id: 1234567890}"
PLAY = "{name: play, family: google_play, package: kr.example.haneulmart}"
FILES = "{name: files, format: play_reviews, path: inbox/play, channel: google_play, kind: review}"


@pytest.fixture(autouse=True)
def _clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VOC_CONFIG", raising=False)
    (tmp_path / "config").mkdir()


def write(*entries: str) -> None:
    Path("config/sources.yaml").write_text("sources:\n" + "".join(f"  - {one}\n" for one in entries), encoding="utf-8")


def problems(*entries: str) -> list[str]:
    write(*entries)
    with pytest.raises(ConfigError) as caught:
        load_settings()
    return [problem.partition(": ")[2] for problem in caught.value.problems]


def changed(entry: str, more: str) -> str:
    return entry.removesuffix("}") + f", {more}}}"


@pytest.mark.parametrize(("first", "second", "at"), [(APPLE, FEED, 1), (FEED, APPLE, 1)])
def test_an_app_of_app_store_connect_is_not_read_from_the_feed_too(first: str, second: str, at: int) -> None:
    (problem,) = problems(first, second)
    assert problem.startswith(f"sources.{at}.app_id: source '{'apple' if first == APPLE else 'feed'}' already collects")
    assert "app 1234567890 in this storefront; texts would count twice" in problem
    assert problem.endswith("Write 'enabled: false' at 'feed'; App Store Connect gives all reviews")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (changed(APPLE, "enabled: false"), FEED),
        (APPLE, changed(FEED, "enabled: false")),
        (APPLE, changed(FEED, "country: us")),
        (changed(APPLE, "territory: USA"), FEED),
        (APPLE, FEED.replace("1234567890", "1234567891")),
        (FEED, changed(FEED.replace("name: feed", "name: us"), "country: us")),
        (PLAY, changed(FILES, "pattern: 'reviews_kr.example.rider_*'")),
        (PLAY, changed(FILES, "enabled: false")),
        (changed(PLAY, "reports_folder: inbox/play"), changed(FILES, "enabled: false")),
        (PLAY, PLAY.replace("name: play", "name: rider").replace("haneulmart", "rider")),
    ],
)
def test_what_does_not_count_twice_is_fine(one: str, other: str) -> None:
    write(one, other)
    assert len(load_settings().sources) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (changed(APPLE, "territory: null"), changed(FEED, "country: us")),
        (changed(APPLE, "territory: USA"), changed(FEED, "country: us")),
        (APPLE, FEED.replace("1234567890", "id1234567890")),
        (FEED, FEED.replace("name: feed", "name: again")),
        (APPLE, APPLE.replace("name: apple", "name: again")),
    ],
)
def test_storefronts_are_compared_however_they_are_spelled(one: str, other: str) -> None:
    (problem,) = problems(one, other)
    assert "texts would count twice" in problem


def test_of_two_entries_of_one_family_the_later_is_to_be_switched_off() -> None:
    (problem,) = problems(APPLE, APPLE.replace("name: apple", "name: again"))
    assert problem.endswith("Write 'enabled: false' at 'again'")


def test_one_app_of_google_play_is_one_entry() -> None:
    (problem,) = problems(PLAY, changed(PLAY.replace("name: play", "name: again"), "reports_folder: inbox/play"))
    assert problem == (
        "sources.1.package: source 'play' already collects kr.example.haneulmart; texts would count twice. Keep one of "
        "them: API, reports_bucket and reports_folder go into one entry"
    )


@pytest.mark.parametrize(
    "files",
    [
        FILES,
        changed(FILES, "pattern: '**/reviews_*.CSV'"),
        changed(FILES.replace("play_reviews", "reviews"), "columns: {text: 리뷰}").replace("inbox/play", "inbox/gp"),
    ],
)
def test_reports_that_a_source_of_files_reads_are_not_collected_beside_it(files: str) -> None:
    play = changed(PLAY, "reports_folder: inbox/gp")
    (problem,) = problems(files, play)
    assert problem.startswith("sources.1.package: source 'files' reads reports of Play Console too; texts would count")
    assert "write 'enabled: false' at 'files'" in problem


def test_an_entry_without_what_it_needs_is_told_that_and_nothing_else() -> None:
    bare = "{name: apple, family: app_store_connect, issuer_id: abc, key_id: K1}"
    missing = "the key 'app_id' is missing and has no default; write it"
    found = problems(bare, "{name: feed, family: itunes_rss}", "{name: play, family: google_play}")
    assert found[:2] == [f"sources.0.app_id: {missing}", f"sources.1.app_id: {missing}"]
    assert len(found) == 3


def test_what_people_copy_is_understood() -> None:
    write(
        changed(PLAY, "reports_bucket: 'gs://pubsite_prod_rev_0123456789/reviews/'"),
        FEED.replace("1234567890", "id1234567890"),
        changed(APPLE.replace("'1234567890'", "987654321"), "territory: JPN"),
    )
    play, feed, apple = load_settings().sources
    assert isinstance(play, GooglePlaySettings)
    assert isinstance(feed, ItunesRssSettings)
    assert isinstance(apple, AppStoreConnectSettings)
    assert (play.reports_bucket, feed.app_id, apple.app_id) == (
        "pubsite_prod_rev_0123456789",
        "1234567890",
        "987654321",
    )


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (changed(APPLE, "territory: KR"), "'KR' is no storefront of the App Store; expected three capital letters"),
        (
            changed(FEED, "country: KOR"),
            "'KOR' is no storefront of the App Store; expected two small letters such as kr",
        ),
        (changed(FEED, "country: Jp"), "expected two small letters such as jp"),
        (FEED.replace("1234567890", "kr.example.app"), "is no app id; expected the digits behind 'id'"),
        (PLAY.replace("kr.example.haneulmart", "하늘마트"), "is no package name; expected what stands behind 'id='"),
        (changed(PLAY, "reports_bucket: 'gs://'"), "is no bucket; expected what Play Console > Download reports"),
        (changed(PLAY, "api: false"), "nothing is collected; set api to true, or name reports_bucket"),
    ],
)
def test_what_is_meant_otherwise_is_explained(entry: str, said: str) -> None:
    (problem,) = problems(entry)
    assert said in problem


def test_only_what_is_used_is_asked_and_needed() -> None:
    write(changed(PLAY, "api: false, reports_folder: inbox/play"))
    (folder,) = load_settings().sources
    assert isinstance(folder, GooglePlaySettings)
    assert (folder.addresses, folder.secrets) == ((), ())
    write(PLAY)
    (api,) = load_settings().sources
    assert isinstance(api, GooglePlaySettings)
    assert sorted(api.origins) == ["https://androidpublisher.googleapis.com", "https://oauth2.googleapis.com"]
    assert api.secrets[0].where.endswith("with 'Reply to reviews'")


def test_storefronts_are_paired_both_ways() -> None:
    # The App Store has 175 of them.
    assert len(TERRITORIES) == len(set(TERRITORIES.values())) == 175
    assert (TERRITORIES["kr"], TERRITORIES["jp"], country_of("USA"), country_of("KR")) == ("KOR", "JPN", "us", None)
    assert all(country_of(territory) == country for country, territory in TERRITORIES.items())
