"""What to ask customers of a stage that many leave and few speak about: one open question, in their own situation."""

from collections.abc import Mapping

# By key of the packaged funnel.yaml. Open questions: what is asked with choices is answered with ours.
_QUESTIONS: Mapping[str, str] = {
    "awareness": "저희를 처음 알게 되셨을 때, 더 알아보지 않고 지나치셨다면 무엇 때문이었나요?",
    "onboarding": "설치하거나 가입하시다가 그만두셨다면, 어느 화면에서 무엇 때문에 멈추셨나요?",
    "consideration": "둘러보시고 신청하지 않으셨다면, 무엇이 마음에 걸리셨나요?",
    "conversion": "신청이나 결제를 하시려다 그만두셨다면, 마지막에 무엇이 망설여지셨나요?",
    "fulfilment": "신청하신 뒤 기다리시는 동안, 그만두고 싶으셨던 때가 있다면 언제였고 왜 그러셨나요?",
    "usage": "요즘 이용이 뜸하시다면, 쓰시면서 무엇이 불편하거나 아쉬우셨나요?",
    "loyalty": "다시 이용하시거나 주변에 권하시기 망설여진다면, 무엇 때문인가요?",
}


def survey_question(stage: str, name: str) -> str:
    """Return the question for a stage; of one that somebody added to the funnel, a general one.

    Examples
    --------
    >>> survey_question("visit", "매장 방문")
    '‘매장 방문’ 단계에서 더 나아가지 않으셨다면, 무엇 때문에 멈추셨나요?'
    """
    return _QUESTIONS.get(stage, f"‘{name}’ 단계에서 더 나아가지 않으셨다면, 무엇 때문에 멈추셨나요?")
