"""Other countries: what is asked about them the bot does not know, whatever else the question says."""

from __future__ import annotations

from bot.domain.facts import Name

_COUNTRIES = {
    "TH": "ថៃ; ប្រទេសថៃ; ស្រុកថៃ; ស្រុកសៀម; thailand; thai; srok thai; brotes thai; prates thai; bangkok; បាងកក",
    "VN": "វៀតណាម; ប្រទេសវៀតណាម; ស្រុកយួន; vietnam; viet nam; vietnamese; vietnam; yuon; srok yuon",
    "LA": "ប្រទេសឡាវ; ស្រុកឡាវ; laos; srok lao; brotes lao",
    "CN": "ប្រទេសចិន; ស្រុកចិន; china; srok chen; brotes chen",
    "JP": "ជប៉ុន; ប្រទេសជប៉ុន; japan; japanese; chapon; jopon; srok japon; tokyo; តូក្យូ",
    "KR": "កូរ៉េ; កូរ៉េខាងត្បូង; ប្រទេសកូរ៉េ; korea; south korea; korean; kore; koure; srok korea; seoul; សេអ៊ូល",
    "US": "អាមេរិក; សហរដ្ឋអាមេរិក; america; usa; united states; american; amerik; amerika; srok amerik",
    "AU": "អូស្ត្រាលី; australia; australian; ostrali",
    "FR": "បារាំងសែស; ប្រទេសបារាំង; france; srok barang; brotes barang",
    "GB": "ប្រទេសអង់គ្លេស; england; united kingdom; great britain",
    "MY": "ម៉ាឡេស៊ី; malaysia; malaysian; malesi; maleysi",
    "SG": "សិង្ហបុរី; singapore; sengapo",
    "ID": "ឥណ្ឌូនេស៊ី; indonesia",
    "PH": "ហ្វីលីពីន; philippines",
    "IN": "ប្រទេសឥណ្ឌា; india",
    "MM": "ភូមា; មីយ៉ាន់ម៉ា; myanmar; burma",
    "TW": "តៃវ៉ាន់; taiwan",
    "CA": "កាណាដា; canada",
    "DE": "អាល្លឺម៉ង់; germany; german",
    "RU": "រុស្ស៊ី; russia",
    "NZ": "នូវែលសេឡង់; new zealand",
    "SA": "អារ៉ាប៊ីសាអូឌីត; saudi arabia",
    "HK": "ហុងកុង; hong kong",
}


def names() -> list[Name]:
    """The countries Cambodians ask about most, as they write them."""
    return [
        Name("country", code, text, "en" if text.isascii() else "km")
        for code, texts in _COUNTRIES.items()
        for text in texts.split("; ")
    ]
