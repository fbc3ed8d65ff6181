"""What collecting keeps beside the documents: reasons, rejected rows and problems of files hold no personal data."""

from pathlib import Path

from voc.config import Settings
from voc.records import Window
from voc.steps.collect import collect
from voc.steps.rights.forget import ForgetRequest, forget
from voc.steps.workplace import open_workplace
from voc.store import Store, load_rejects, status

HEADER = "번호,작성일,작성자,내용\n"


def test_a_date_column_that_holds_numbers_of_people_tells_none_of_them(
    settings: Settings, home: Path, empty_store: Store
) -> None:
    (home / "inbox" / "shop" / "a.csv").write_text(
        HEADER + "1,2026-11-17,가람,좋아요\n2,010-1234-5678,나래,늦어요\n", encoding="utf-8"
    )
    with open_workplace(settings) as place:
        collected = collect(place, place.sources(("shop_reviews",))[0], Window())
    assert (collected.saved.n_new, collected.saved.n_rejects) == (1, 1)
    with empty_store.read() as connection:
        (reject,) = load_rejects(connection)
    assert reject.reject.reason.startswith("'작성일': '<PHONE>' is no date")
    assert "5678" not in repr(reject)


def test_a_refused_file_tells_nothing_of_its_first_row(settings: Settings, home: Path, empty_store: Store) -> None:
    (home / "inbox" / "shop" / "a.csv").write_text(
        "7,2026-11-17,홍길동님,전화 010-1234-5678\n8,2026-11-17,홍길순님,전화 010-2345-6789\n", encoding="utf-8"
    )
    with open_workplace(settings) as place:
        collected = collect(place, place.sources(("shop_reviews",))[0], Window())
    assert status(empty_store).n_documents == 0
    reason = collected.as_step().reason or ""
    assert "has no column" in reason
    assert "홍길동" not in reason
    assert "5678" not in reason


def test_an_id_that_is_a_telephone_number_is_found_again_to_be_forgotten(
    settings: Settings, home: Path, empty_store: Store
) -> None:
    (home / "inbox" / "shop" / "a.csv").write_text(HEADER + "010-1234-5678,2026-11-17,가람,좋아요\n", encoding="utf-8")
    with open_workplace(settings) as place:
        collect(place, place.sources(("shop_reviews",))[0], Window())
        assert b"1234-5678" not in b"".join(file.read_bytes() for file in (home / "store").glob("voc.db*"))
        erased, _ = forget(place, ForgetRequest(document="010-1234-5678", source="shop_reviews"))
    assert erased.n_documents == 1
    assert status(empty_store).n_forgotten == 1
