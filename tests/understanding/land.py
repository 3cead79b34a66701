"""A small land for tests: real provinces, districts and communes, and things asked about."""

from __future__ import annotations

from bot.domain.facts import Both, Name, Place

_ROWS = [
    ("KH", "country", "country", "", "កម្ពុជា", "Cambodia"),
    ("01", "province", "province", "KH", "បន្ទាយមានជ័យ", "Banteay Meanchey"),
    ("0105", "district", "district", "01", "អូរជ្រៅ", "Ou Chrov"),
    ("010505", "commune", "commune", "0105", "សំរោង", "Samraong"),
    ("02", "province", "province", "KH", "បាត់ដំបង", "Battambang"),
    ("0203", "district", "municipality", "02", "បាត់ដំបង", "Battambang"),
    ("08", "province", "province", "KH", "កណ្ដាល", "Kandal"),
    ("0811", "district", "municipality", "08", "តាខ្មៅ", "Ta Khmau"),
    ("081104", "commune", "sangkat", "0811", "ព្រែកហូរ", "Prek Ho"),
    ("12", "province", "capital", "KH", "ភ្នំពេញ", "Phnom Penh"),
    ("14", "province", "province", "KH", "ព្រៃវែង", "Prey Veng"),
    ("140101", "commune", "commune", "1401", "បឹង", "Boeng"),
    ("21", "province", "province", "KH", "តាកែវ", "Takeo"),
    ("2107", "district", "district", "21", "សំរោង", "Samraong"),
    ("210708", "commune", "commune", "2107", "សំរោង", "Samraong"),
    ("22", "province", "province", "KH", "ឧត្តរមានជ័យ", "Oddar Meanchey"),
    ("2204", "district", "municipality", "22", "សំរោង", "Samraong"),
]
PLACES = {row[0]: Place(*row[:4], Both(*row[4:])) for row in _ROWS}
NAMES = [
    *(
        Name("place", p.code, text, lang, True)
        for p in PLACES.values()
        for lang, text in (("km", p.name.km), ("en", p.name.en))
    ),
    Name("service", "birth", "សំបុត្រកំណើត", "km", True),
    Name("service", "birth", "birth certificate", "en", True),
    Name("service", "passport", "លិខិតឆ្លងដែន", "km", True),
    Name("service", "passport", "passport", "en", True),
    Name("sector", "land", "ដីធ្លី", "km", True),
    Name("category", "fund", "មូលនិធិឃុំ", "km", True),
    Name("project", "road-5", "National Road 5", "en", True),
    Name("project", "road-6", "National Road 6", "en", True),
]
