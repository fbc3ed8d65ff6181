"""Posts that say themselves that they were paid for: kept, but told apart from customers' own words."""

import re

SPONSORED = "sponsored"

# "...를 받지 않고", "... 받은 적 없는": said by those who were not paid.
_RECEIVED = r"받(?!지\s?(?:도\s?)?(?:않|못|말)|은\s?(?:적|것|거|게|건|글)[이은도]?\s?(?:없|아니|아닌|전혀))"
_NOT_DENIED = r"(?!\s?(?:아니|아닌|아님|없|안\s|[xX✕×]|노노))"
_PAID_BY = r"(?:체험단|협찬|서포터즈|기자단|원고료)"
_DISCLOSURES = re.compile(
    "|".join(
        (
            # In brackets or behind a hash: [협찬] #체험단.
            rf"[\[(#【<]\s?(?:{_PAID_BY}|유료\s?광고|광고){_NOT_DENIED}",
            # 체험단으로 다녀온, 협찬을 받아, 서포터즈 활동의 일환으로
            rf"{_PAID_BY}\s?(?:활동|자격|후기|리뷰)?(?:을|를|에|으로|로|의)?\s?(?:선정|당첨|활동|일환|다녀|참여|작성|{_RECEIVED})",
            r"(?:원고료|수수료|활동비|고료)(?:를|을|와|과)?\s?(?:\S{1,8}\s?){0,2}(?:제공|지급|지원)?\s?" + _RECEIVED,
            rf"소정의\s?\S{{1,10}}\s?(?:\S{{1,8}}\s?)?(?:제공|지급|지원)?\s?{_RECEIVED}",
            # 제품만 제공받아 솔직하게 작성한 후기
            rf"(?:제공|지원|대여)\s?{_RECEIVED}[가-힣]?[^.!?\n]{{0,40}}(?:작성|후기|리뷰|포스팅|솔직)",
            rf"(?:본|이)\s?(?:포스팅|글|리뷰|후기|콘텐츠|영상)[은는][^.!?\n]{{0,40}}(?:제공|지원|대여|협찬)\s?{_RECEIVED}",
            r"파트너스\s?활동(?:을|의|으로)",
            r"유료\s?광고(?:를)?\s?(?:포함|입니다)|광고(?:를|가)?\s?포함(?:하고|되어|된)",
        )
    )
)


def is_sponsored(*texts: str) -> bool:
    """Tell whether a post discloses that its author was given money or goods for it.

    What customers say about the advertising of others is no disclosure, nor is a denial.

    Examples
    --------
    >>> is_sponsored("본 포스팅은 소정의 원고료를 제공받아 작성했습니다"), is_sponsored("협찬 아닌 내돈내산 후기예요")
    (True, False)
    """
    return any(_DISCLOSURES.search(text) for text in texts)
