"""What keeps the company's sign-in from letting somebody in, in words for them."""

from starlette.exceptions import HTTPException


class ProviderError(HTTPException):
    """Signing in at the company did not work.

    Attributes
    ----------
    kind : str
        What the log says of it.
    heading, advice : str
        What people read.
    """

    def __init__(self, status: int, kind: str, heading: str, advice: str) -> None:
        super().__init__(status)
        self.kind, self.heading, self.advice = kind, heading, advice


def not_ours() -> ProviderError:
    """Say that what was brought back was not started here, or too long ago."""
    advice = "여기서 시작한 로그인이 아니거나 시간이 지났습니다. 로그인 화면에서 다시 시작해 주세요."
    return ProviderError(400, "not_ours", "로그인을 마치지 못했습니다", advice)


def refused() -> ProviderError:
    """Say that the provider has refused."""
    advice = "회사 로그인에서 허락하지 않았습니다. 다시 시도해 보고, 계속되면 관리자에게 알려 주세요."
    return ProviderError(403, "refused", "로그인하지 못했습니다", advice)


def away() -> ProviderError:
    """Say that the provider does not answer, or not as it should."""
    advice = "회사 로그인이 제대로 응답하지 않습니다. 잠시 뒤 다시 시도해 주세요. 계속되면 관리자에게 알려 주세요."
    return ProviderError(502, "away", "회사 로그인에 연결하지 못했습니다", advice)
