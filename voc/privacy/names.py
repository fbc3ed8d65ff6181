"""Names of people: after a word that announces one, before 님 or 씨, in an introduction, beside a masked number."""

import re

from nlp.patterns import quick
from voc.privacy.name_words import (
    DOUBLE_SURNAMES,
    GIVEN,
    JOSA,
    JOSA_AFTER_CONSONANT,
    JOSA_AFTER_VOWEL,
    NO_HONORIFIC_SSI,
    NOT_NAMES,
    NOUNS,
    RARE_SURNAMES,
    ROLES,
    SUFFIXES,
    SURNAMES,
)
from voc.privacy.sheet import MASKED, Rule, Sheet

HINT = quick(
    rf"님|씨|앞으로 |이름|성함|성 ?명|[본실]명|예금주|[입송]금|수[취령]|는 ?[사분]|[객자원]명|자[는은: ]|명의"
    rf"|신청인|계정주|안녕|저는|제가|저 |본인은|고객|회원"
    rf"|상담|매니저|팀장|담당|드림|올림|입니|[Nn]ame|NAME|{MASKED}"
)

_RIEUL = 8
_FULL = 3
_DOUBLE = 4
_SHORT = 2


def is_full_name(word: str, *, sure: bool = False) -> bool:
    """Whether a word has the build of surname and two-syllable given name (two and two for 남궁, 황보 ...).

    `sure` says that no particle can end the word, because 님 or the verb "to be" follows it.

    Examples
    --------
    >>> is_full_name("홍길동"), is_full_name("남궁민수"), is_full_name("전화로"), is_full_name("신청자", sure=True)
    (True, True, False, False)
    """
    if len(word) == _DOUBLE:
        return word[:2] in DOUBLE_SURNAMES and word[2] in GIVEN and word[3] in GIVEN
    is_surname = word[:1] in SURNAMES or (sure and word[:1] in RARE_SURNAMES)
    if len(word) != _FULL or not is_surname or word[1] not in GIVEN or word[2] not in GIVEN:
        return False
    if word in NOT_NAMES or word in ROLES:
        return False
    if word[:2] not in NOUNS:
        return True
    return word[2] not in SUFFIXES and (sure or not _is_josa(word[2], word[1]))


def _is_josa(syllable: str, before: str) -> bool:
    """Whether a syllable can be the particle after another: 문의는 and 정산은, but no one writes 공지은."""
    final = (ord(before) - 0xAC00) % 28
    if syllable in JOSA_AFTER_CONSONANT:
        return final > 0
    if syllable in JOSA_AFTER_VOWEL:
        # 로 follows ㄹ too: 서울로.
        return final == 0 or (syllable == "로" and final == _RIEUL)
    return syllable in JOSA


def is_short_name(word: str) -> bool:
    """Whether two syllables may be a given name, or a surname and one syllable (이진, 지은)."""
    return (
        len(word) == _SHORT
        and word[0] in _FIRST
        and word[1] in GIVEN
        and not (word in NOUNS or word in NOT_NAMES or word in ROLES)
    )


# 비밀, 비용 ...: as a first syllable 비 makes nouns.
_FIRST = (GIVEN | SURNAMES) - {"비"}

# What can follow a name in the same eojeol: the verb "to be", reported speech, a particle.
_IS = (
    r"(?:입니|이에요|예요|에요|이예요|이고|이구|이며|이라|라고|라는|이란|인데|이야|이요|임(?![가-힣])|이신"
    r"|이었|였|이죠|이세요|이네|고요|구요"
    r"|이다|[이가] 아니|으?로 ?(?:되|나|표|들|적|바뀌|변경|가입|등록))"
)
_ATTACHED = re.compile(
    rf"{_IS}|(?:인|으로|로|의|이랑|랑|과|와|하고|한테|에게|께|도|만|을|를|이|가|은|는|님|씨|고|요)(?![가-힣])|(?:님|씨)"
)
# "입금자 홍길동" announces a name by itself, "구매자" only as 구매자명, 구매자는, 구매자: or at the end of a line.
_PERSON = r"(?:주문자|구매자|신청자|가입자|명의자|계약자|환자|보호자|대표자|담당자|작성자|당사자|피보험자)"
_IS_ONLY = re.compile(_IS)
_NOTHING = re.compile(r"(?![가-힣])")
_LINE_END = re.compile(r"(?=[ \t]*(?:$|[\n,/)(;|]))")
_VERB = re.compile(r" ?(?:주|줘|달|드|서|야|요|도|보|놓|둔|둘|버)")
_ASKING = re.compile(r" (?:맞|인데|입니다|이라|으로|로 )")

_OF = r"(?: ?명(?=$|[^가-힣]|[은는이가을를의과와도만]|으로|하고|이랑|란))?"
_CUES = (
    rf"(?:이름|성함|성 ?명|본명|실명|예금주{_OF}|입금자{_OF}|입금인|송금인|송금자{_OF}|수취인{_OF}"
    rf"|수령인{_OF}|수령자{_OF}|받(?:는|으시는|을) ?(?:사람|분)"
    rf"|보내(?:는|시는) ?(?:사람|분)|신청인|(?<![가-힣])명의(?!자)|(?<=인 )명의(?!자)|고객명|회원명|계정주"
    rf"|{_PERSON}(?: ?명| ?이름|(?= ?[는은:])))"
)
_CUE = re.compile(rf"{_CUES}(?P<mark>(?:은|는|이|가|을|를)?[ \n]{{0,2}}[:=(\-]?[ \n]{{0,3}})(?=[가-힣]{{2}})")
_LATIN = re.compile(
    rf"(?:{_CUES}|저는|(?<![A-Za-z])(?:[Nn]ame|NAME)) ?(?:은|는)? ?[:=\-]? ?"
    r"(?P<v>[A-Z][A-Za-z]{1,15}(?:[ \-][A-Z][A-Za-z]{1,15}){1,2})(?![A-Za-z])"
)
# Names of any build, such as foreign ones, in the form-like places alone.
_FOREIGN = re.compile(
    rf"(?:성 ?명|성함|예금주|입금자{_OF}|수취인|받는 ?사람|송금인|이름) ?: ?"
    r"(?P<v>[가-힣]{2,10}?)(?=(?:입니다|이에요|예요)|[ \t]*(?:$|[\n,/)(;|]))"
)
_NO_FOREIGN = re.compile(
    r".*(?:없음|있음|공개|변경|오류|확인|안함|안됨|않음|동일|본인|법인|미상|미정|정보|입력|수정|등록|요청"
    r"|필요|생략|모름|익명|회원|고객|은행|[요다까나죠함됨중기것])$"
)
_HONORIFIC = re.compile(
    r"(?<![가-힣])(?P<word>[가-힣]{2,9}?) ?(?:님(?![비프])|씨(?=$|[^가-힣]"
    r"|[가는를의와도만로라께랑이요네하]|에게|한테|입니|인데|들|처럼|보다|예요|죠))"
)
_ALONE = re.compile(r"(?:^|[^가-힣])[가-힣] \Z")
_LATIN_HONORIFIC = Rule(
    "name", re.compile(r"(?<![A-Za-z가-힣])(?P<v>[A-Z][a-z]{2,11}(?: [A-Z][a-z]{1,11})?) ?(?:님|씨)")
)
_TITLES = (
    r"(?:고객|회원|상담원|상담사|상담직원|매니저|대리|과장|기사|팀장|직원|선생|담당자|주임|사원|부장|차장"
    r"|실장|원장|점장|간호사|교수|대표|변호사|세무사|강사|코치|작가|감독"
    r"|의원|사장|이사|소장|국장|배우|가수|설계사|센터장|지점장|주무관|조사관|기자)"
)
_TITLE = re.compile(_TITLES)
_STAFF = (
    r"(?:상담원|상담사|상담직원|매니저|담당자|팀장)(?=(?:이|가|은|는|한테|에게|께서|께|을|를|의|과|와|분)?(?![가-힣]))"
)
_TITLED = re.compile(rf"(?<![가-힣])(?P<word>[가-힣]{{3,4}}) (?:{_TITLES}님|{_STAFF})")
# "안하고 기사님들", "현명한 고객님": verb endings rather than names.
_NO_TITLED = tuple("한고들심")
_INTRODUCTION = re.compile(
    r"(?<![가-힣])(?:저는|전|제가|나는|저|본인은|안녕하세요|안녕하십니까|고객|회원|가입자"
    r"|이용자)[ ,.!~\n]{1,3}(?:저는 )?"
    r"(?:\S{1,12}(?:에|에서) (?:사는|살고 있는|다니는|근무하는|일하는|거주하는) )?(?P<word>[가-힣]{2,4}?) ?"
    r"(?P<is>(?:이?라고|이?라) ?(?:합|해|하는|하고|불)|입니[다당]|이에요|예요|인데요?(?![가-힣])|이고요?(?![가-힣]))"
)
# "홍길동입니다. 환불해 주세요": the first word of a line.
_OPENING = re.compile(
    r"(?:^|\n)[ \-]{0,3}(?P<word>[가-힣]{3,4}?) ?(?:입니다|이에요|이라고 ?(?:합|해|하는))(?![가-힣]*[까나])"
)
# "홍길동으로 입금했어요", "홍길동 명의로 되어 있어요"
_ENTERED = re.compile(rf"{_PERSON} (?P<word>[가-힣]{{3,4}}?)(?={_IS}|[ \t]*(?:$|[\n,./)(;|!?~ㄱ-ㅣ\d{MASKED}]))")
_UNDER = re.compile(
    r"(?<![가-힣])(?P<word>[가-힣]{3,4}?)(?: ?(?:이름|명의|성함)(?:으?로|의|인)"
    r"| 앞으로 (?:보내|배송|부쳐|온|왔)|으?로 (?:입금|송금|이체|가입|등록|예약)(?:했|하|한|해|되|된|돼|됐))"
)
_SPACED = re.compile(rf"{_CUES} ?(?:은|는)? ?[:=(]? {{0,2}}(?P<v>[가-힣] [가-힣] [가-힣])(?![가-힣])")
_SIGNED = re.compile(r"(?:^|[\n.!? ])(?P<word>[가-힣]{3,4}) ?(?:드림|올림|배상)(?=[\s.]*(?:$|\n))")
_BESIDE = (
    re.compile(rf"(?<![가-힣])(?P<word>[가-힣]{{3,4}})(?=[ ,/:(\n\])|\-]{{0,3}}{MASKED})"),
    re.compile(
        rf"(?<={MASKED})(?:[ ,/:)\n]{{1,3}}|[ (]{{1,2}})(?P<word>[가-힣]{{3,4}}?)(?=(?:입니다|이에요|예요"
        rf"|이고|이요)|[^가-힣]|$)"
    ),
)


class NameRules:
    """The rules for names, given words that a team knows to be none."""

    def __init__(self, not_names: frozenset[str]) -> None:
        self._not_names = not_names

    def apply(self, sheet: Sheet) -> None:
        """Claim every name on a sheet."""
        self._honorifics(sheet)
        for match in _CUE.finditer(sheet.work):
            self._claim(sheet, (0, self._after_cue(sheet.work, match)), match.end())
        sheet.take(Rule("name", _LATIN))
        sheet.take(Rule("name", _FOREIGN, self._foreign))
        sheet.take(Rule("name", _SPACED, self._spaced))
        for match in _INTRODUCTION.finditer(sheet.work):
            if self._introduces(match):
                self._claim(sheet, (0, len(match["word"])), match.start("word"))
        for match in _OPENING.finditer(sheet.work):
            if match["word"][:2] not in NOUNS:
                self._claim_full(sheet, match)
        for pattern in (_SIGNED, _UNDER, _ENTERED, *(_BESIDE if MASKED in sheet.work else ())):
            for match in pattern.finditer(sheet.work):
                self._claim_full(sheet, match)

    def _honorifics(self, sheet: Sheet) -> None:
        sheet.take(_LATIN_HONORIFIC)
        text = sheet.work
        for match in _HONORIFIC.finditer(text):
            start, end = self._before_honorific(match["word"])
            at = match.start("word")
            # "홍 길동님": the surname stands apart.
            apart = end - start == _SHORT and self._is_full(text[at - 2 : at - 1] + match["word"], sure=True)
            self._claim(sheet, (-2 if apart and _ALONE.search(text[max(0, at - 3) : at]) else start, end), at)
        for match in _TITLED.finditer(sheet.work):
            if not match["word"].endswith(_NO_TITLED):
                self._claim_full(sheet, match)

    def _claim(self, sheet: Sheet, part: tuple[int, int], at: int) -> None:
        start, end = at + part[0], at + part[1]
        if start < end and sheet.work[start:end].replace(" ", "").isalpha():
            sheet.claim("name", start, end)

    def _claim_full(self, sheet: Sheet, match: re.Match[str]) -> None:
        if self._is_full(match["word"]):
            self._claim(sheet, (0, len(match["word"])), match.start("word"))

    def _is_full(self, word: str, *, sure: bool = False) -> bool:
        return word not in self._not_names and is_full_name(word, sure=sure)

    def _is_short(self, word: str) -> bool:
        return word not in self._not_names and is_short_name(word)

    def _before_honorific(self, word: str) -> tuple[int, int]:
        """Say which part of the word before 님 or 씨 is a name; an empty part where none is."""
        n = len(word)
        if self._is_no_name(word):
            return 0, 0
        if self._is_full(word, sure=True) or self._is_short(word):
            return 0, n
        for cut in range(3, n - 1):
            if word[cut:] in ROLES and self._is_full(word[:cut]):
                return 0, cut
        for cut in range(2, n - 2):
            if word[:cut] in ROLES and self._is_full(word[cut:], sure=True):
                return cut, n
        return 0, 0

    def _is_no_name(self, word: str) -> bool:
        # 김선생님, 이대표님: a surname alone tells nobody apart. 문제아님: "is not".
        return (
            word in ROLES
            or word in NO_HONORIFIC_SSI
            or word in self._not_names
            or _TITLE.fullmatch(word, 1) is not None
            or (word[-1] == "아" and word[:2] in NOUNS)
        )

    def _after_cue(self, text: str, match: re.Match[str]) -> int:
        """Length of the name that follows a cue such as 이름은 or 예금주; 0 where something else follows."""
        at, mark = match.end(), match["mark"].strip()
        form_like = mark[-1:] in {":", "=", "-", "("}
        for length in (4, 3, 2):
            word = text[at : at + length]
            if len(word) < length:
                continue
            is_verb = _IS_ONLY.match(text, at + length) is not None
            fits = self._is_short(word) if length == _SHORT else self._is_full(word, sure=is_verb or form_like)
            if fits and self._continues(text, at + length, word, mark, form_like=form_like):
                return length
        return 0

    def _continues(self, text: str, end: int, word: str, mark: str, *, form_like: bool) -> bool:
        if len(word) == _SHORT:
            return bool(_IS_ONLY.match(text, end) or (mark[-1:] in {":", "="} and _LINE_END.match(text, end)))
        if word[-1] == "한" or (word[-1] == "해" and _VERB.match(text, end)):
            # 정정해 주세요, 동일한 ...: verbs and adjectives outnumber names unless "is" follows.
            return bool(_IS_ONLY.match(text, end) or (form_like and _LINE_END.match(text, end)))
        if form_like or mark in {"", "은", "는"}:
            return bool(_NOTHING.match(text, end) or _ATTACHED.match(text, end))
        return bool(_IS_ONLY.match(text, end) or _ASKING.match(text, end))

    def _spaced(self, _: Sheet, match: re.Match[str]) -> str | None:
        return "name" if self._is_full(match["v"].replace(" ", ""), sure=True) else None

    def _foreign(self, _: Sheet, match: re.Match[str]) -> str | None:
        word = match["v"]
        known = word in NOT_NAMES or word in NOUNS or word in ROLES or word in self._not_names
        return None if known or _NO_FOREIGN.match(word) else "name"

    def _introduces(self, match: re.Match[str]) -> bool:
        word = match["word"]
        return self._is_full(word, sure=True) or ("라" in match["is"] and self._is_short(word))
