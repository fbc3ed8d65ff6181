"""Telling a post that was paid for from one that talks about such posts."""

import pytest

from voc.sources.sponsored import is_sponsored


@pytest.mark.parametrize(
    "text",
    [
        "본 포스팅은 업체로부터 소정의 원고료를 지급받아 작성되었습니다.",
        "이 글은 두레찬 서포터즈 활동의 일환으로 작성했어요",
        "[협찬] 두레찬 밀키트 한 달 먹어 본 후기",
        "#체험단 #두레찬 주말 집밥 해결",
        "두레찬 체험단으로 선정되어 먼저 먹어 봤어요",
        "제품만 제공받아 솔직하게 작성한 글입니다",
        "해당 업체에서 이용권을 지원받고 직접 써 본 후 작성한 후기예요",
        "이 포스팅은 파트너스 활동의 일환으로 일정액의 수수료를 제공받습니다",
        "유료 광고 포함. 두레찬 신상 소개",
        "협찬을 받아 다녀온 곳인데요",
    ],
)
def test_a_disclosure(text: str) -> None:
    assert is_sponsored("두레찬 이야기", text)


@pytest.mark.parametrize(
    "text",
    [
        "협찬 아닌 내돈내산 후기예요",
        "원고료를 받지 않고 쓰는 솔직한 글",
        "[협찬 아님] 석 달 써 본 두레찬",
        "#협찬없음 #내돈내산",
        "두레찬 후기는 죄다 협찬이라 믿을 수가 없네요",
        "체험단 글만 나와서 진짜 단점을 못 찾겠어요",
        "무료로 제공받은 쿠폰이 결제할 때 안 먹혀요",
        "환불 안내를 제공받지 못했습니다",
        "협찬 받은 적 없는 평범한 손님입니다",
        "광고 문자가 너무 자주 와요",
        "서포터즈 모집은 언제 하나요",
    ],
)
def test_what_is_no_disclosure(text: str) -> None:
    assert not is_sponsored(text)
