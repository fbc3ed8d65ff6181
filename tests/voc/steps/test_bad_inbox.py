"""An inbox with files that somebody put there by mistake: each is named, the good ones come in, nothing by halves."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from small_home import UNTIL

from voc.steps.night import NIGHTLY, RunOutcome, logged
from voc.steps.plan import plan_night
from voc.steps.workplace import Workplace, night_window
from voc.store import load_runs, status

AtWork = Callable[..., AbstractContextManager[Workplace]]

HEAD = "review_id,date,rating,title,text,nickname,version,country\n"
REFUSED: dict[str, tuple[bytes, str]] = {
    "a empty.csv": (b"", "is empty (0 bytes)"),
    "b noise.csv": (bytes(range(256)) * 40, "neither UTF-8"),
    "c picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(400), "a PNG picture"),
    "d cut.csv": (HEAD.encode() + '1,2026-11-02,5,,"좋아'.encode(), "ends inside a quoted cell"),
    "e no text column.csv": (b"review_id,date,rating\n1,2026-11-02,5\n", "no column"),
    "f workbook.csv": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls form"),
}
GOOD = {
    "g header only.csv": HEAD,
    "h page.csv": "<html><table><tr><th>review_id</th><th>date</th><th>text</th></tr>"
    "<tr><td>H1</td><td>2026-11-03</td><td>화면이 멈춰요</td></tr></table></html>",
    "i uneven.csv": HEAD + "I1," * 39 + "I\nI2,2026-11-03,2,,느려요,가람,3.1,KR\n",
    "j nul.csv": HEAD + "J1,2026-11-03,1,,안\0돼요,가람,3.1,KR\nJ2,2026-11-03,1,,안 돼요,가람,3.1,KR\n",
    "k emoji and long.csv": HEAD
    + "K1,2026-11-03,1,,😂😂😂,가람,3.1,KR\n"
    + f"K2,2026-11-03,1,,{'환급이 안 돼요. ' * 6000},나루,3.1,KR\n",
    "l dates.csv": HEAD + "L1,어제,1,,느려요,가람,3.1,KR\nL2,20261103,1,,느려요,나루,3.1,KR\n",
    "m nothing said.csv": HEAD + "M1,2026-11-03,,,,가람,3.1,KR\n",
}


@pytest.fixture
def bad_home(own_home: Path) -> Path:
    folder = own_home / "inbox" / "app_reviews"
    for name, (content, _) in REFUSED.items():
        (folder / name).write_bytes(content)
    for name, text in GOOD.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "z folder.csv").mkdir()
    posts = (
        f'{{"url": "https://a.example.com/{n}", "body": "{body}", "posted_at": "2026-11-03"}}'
        for n, body in enumerate(("안 \\ud800 돼요", "늦어요"))
    )
    (own_home / "inbox" / "community" / "half.jsonl").write_text("\n".join(posts), encoding="utf-8")
    return own_home


def night(place: Workplace) -> RunOutcome:
    window = night_window(UNTIL, None)  # type: ignore[arg-type] - a day is named, so the clock is not asked
    outcome = RunOutcome(NIGHTLY)
    with logged(place, outcome, window):
        for step in plan_night(place, outcome, window):
            step.work()
    return outcome


def test_each_bad_file_is_named_each_bad_row_set_aside_and_the_rest_comes_in(bad_home: Path, at_work: AtWork) -> None:
    with at_work(bad_home) as place:
        outcome = night(place)
        collected = {one.source: one for one in outcome.collected}
        reviews = collected["app_reviews"]
        problems = {problem.part: problem.reason for problem in reviews.problems}
        assert sorted(problems) == sorted(REFUSED)
        for name, (_, said) in REFUSED.items():
            assert said in problems[name]
        # Of 34 reviews nothing is lost; H1, I2, J2, K1, K2, L2 come in; I1, J1, L1, M1 are set aside.
        assert (reviews.saved.n_new, reviews.saved.n_rejects) == (34 + 6, 4)
        assert (collected["community"].saved.n_new, collected["community"].saved.n_rejects) == (17, 1)
        assert not any(one.error for one in outcome.collected)
        assert not outcome.is_whole
        held = status(place.store)
        assert held.n_documents == 47 + 40 + 17 == sum(held.n_read.values())
        with place.store.read() as connection:
            (run,) = load_runs(connection)
        assert run.state == "partly"
        assert run.error is not None
        assert all(name in run.error for name in REFUSED)


def test_a_file_that_was_mended_comes_in_with_the_next_night(bad_home: Path, at_work: AtWork) -> None:
    mended = HEAD + "E1,2026-11-03,1,,이제 열이 있어요,가람,3.1,KR\n"
    with at_work(bad_home) as place:
        night(place)
        (bad_home / "inbox" / "app_reviews" / "e no text column.csv").write_text(mended, encoding="utf-8")
        outcome = night(place)
        reviews = next(one for one in outcome.collected if one.source == "app_reviews")
        assert (reviews.n_rows, reviews.saved.n_new) == (1, 1)
        assert len(reviews.problems) == len(REFUSED) - 1
