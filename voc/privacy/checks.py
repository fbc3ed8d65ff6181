"""Checksums and dates inside identifiers. Each takes plain digits."""

from datetime import date


def passes_luhn(digits: str) -> bool:
    """Whether a card number's check digit fits (ISO/IEC 7812-1)."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)) % 10 == 0  # noqa: PLR2004


def passes_rrn(digits: str) -> bool:
    """Whether a resident or foreigner registration number's check digit fits; void since October 2020."""
    total = sum(
        int(digit) * weight for digit, weight in zip(digits, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=False)
    )
    check = (11 - total % 11) % 10
    if digits[6] in "5678":
        # Foreigners' numbers add 2 to the check digit.
        check = (check + 2) % 10
    return check == int(digits[12])


def passes_ean13(digits: str) -> bool:
    """Whether a barcode's check digit fits."""
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(digits[:12]))
    return (10 - total % 10) % 10 == int(digits[12])


def is_day(digits: str) -> bool:
    """Whether YYMMDD or YYYYMMDD names a possible day of a life; of two-digit years any century will do."""
    year = int(digits[:-4]) if len(digits) == 8 else 2000 + int(digits[:2])  # noqa: PLR2004
    try:
        date(year, int(digits[-4:-2]), int(digits[-2:]))
    except ValueError:
        # 29 February: 1900 was no leap year, but 00 may stand for 2000.
        return False
    return 1900 <= year <= 2099  # noqa: PLR2004
