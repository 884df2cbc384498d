"""The words behind semantic types: what names and values say about a column's meaning."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())


CURRENCY_CODES = _words("""
EUR, USD, GBP, CHF, JPY, CNY, CAD, AUD, NZD, SEK, NOK, DKK, PLN, CZK, HUF, INR, BRL, MXN, ZAR, TRY, RUB, KRW, SGD, HKD, THB, AED, SAR, ILS
""")

COUNTRIES = _words("""
argentina, australia, austria, belgium, brazil, bulgaria, canada, chile, china, colombia, croatia, czechia, denmark, egypt, estonia, finland
france, germany, greece, hungary, iceland, india, indonesia, ireland, israel, italy, japan, kenya, latvia, lithuania, luxembourg, malaysia
mexico, morocco, netherlands, nigeria, norway, pakistan, peru, philippines, poland, portugal, romania, russia, serbia, singapore, slovakia
slovenia, spain, sweden, switzerland, thailand, turkey, ukraine, usa, vietnam, united states, united kingdom, south africa, south korea
new zealand, czech republic, saudi arabia, united arab emirates, deutschland, frankreich, italien, spanien
""")

_MONEY = "price|cost|amount|revenue|sales|profit|salary|income|fee|tax|total|budget|margin|betrag|preis|umsatz|value_eur|value_usd"

# meaning, what the column's name (in snake case) must hold, what its type must be; the first that fits wins
NAMES: tuple[tuple[str, str, str], ...] = (
    ("latitude", r"(^|_)(lat|latitude)($|_)", "number"),
    ("longitude", r"(^|_)(lon|lng|long|longitude)($|_)", "number"),
    ("percentage", r"(^|_)(percent(age)?|pct|share|rate|ratio|discount)($|_)|%", "number"),
    ("currency", rf"(^|_)({_MONEY})($|_)", "number"),
    ("date_part", r"(^|_)(year|month|quarter|week|weekday|day|hour|minute|jahr|monat|tag)($|_)", "integer"),
    ("country", r"(^|_)(country|land|nation|country_code)($|_)", "text"),
    ("city", r"(^|_)(city|town|stadt|ort)($|_)", "text"),
    ("postal_code", r"(^|_)(zip|zip_?code|postal_?code|postcode|plz)($|_)", "any"),
    ("person_name", r"(^|_)(first_?name|last_?name|full_?name|surname|vorname|nachname|customer_name|contact_name)($|_)", "text"),
    ("birth_date", r"(^|_)(birth(day|date|_date)?|dob|date_of_birth|geburtsdatum)($|_)", "any"),
    ("address", r"(^|_)(address|street|strasse|straße|adresse)($|_)", "text"),
    ("id", r"(^|_)(id|uuid|guid|key|code|number|no|nr)$", "id"),
)

PERSONAL = {
    "email": "e-mail addresses",
    "phone": "telephone numbers",
    "ip_address": "network addresses",
    "iban": "bank accounts",
    "person_name": "names of people",
    "birth_date": "dates of birth",
    "address": "postal addresses",
}
