"""What the words that a column may hold mean, in both languages: `law` is the budget as the law sets it."""

from __future__ import annotations

from bot.domain.facts import Both

CHOICES: dict[str, dict[str, Both]] = {
    "kind": {
        "archive": Both("បណ្ណសារ", "archive"),
        "council": Both("ក្រុមប្រឹក្សា", "council"),
        "demonstration": Both("សាកល្បង", "demonstration"),
        "hotline": Both("លេខទូរស័ព្ទសួរព័ត៌មាន", "hotline"),
        "ministry": Both("ក្រសួង", "ministry"),
        "news": Both("ព័ត៌មាន", "news"),
        "ngo": Both("អង្គការ", "non-governmental organisation"),
        "official": Both("ផ្លូវការ", "official"),
        "ombudsman": Both("ការិយាល័យប្រជាពលរដ្ឋ", "ombudsman"),
        "owso": Both("ការិយាល័យច្រកចេញចូលតែមួយ", "One Window Service Office"),
        "owsu": Both("អង្គភាពច្រកចេញចូលតែមួយ", "One Window Service Unit"),
        "portal": Both("គេហទំព័រ", "web portal"),
        "province_hall": Both("សាលាខេត្ត", "province hall"),
        "service_point": Both("កន្លែងផ្តល់សេវា", "service point"),
    },
    "date_kind": {
        "as_of": Both("គិតត្រឹម", "as of"),
        "inferred": Both("ប៉ាន់តាមប្រភព", "inferred"),
        "published": Both("ផ្សាយ", "published"),
        "read": Both("អាន", "read"),
    },
    "level": {
        "country": Both("ប្រទេស", "country"),
        "province": Both("ខេត្ត", "province"),
        "district": Both("ស្រុក", "district"),
        "commune": Both("ឃុំ", "commune"),
    },
    "type": {
        "country": Both("ប្រទេស", "country"),
        "capital": Both("រាជធានី", "capital"),
        "province": Both("ខេត្ត", "province"),
        "municipality": Both("ក្រុង", "municipality"),
        "district": Both("ស្រុក", "district"),
        "khan": Both("ខណ្ឌ", "khan"),
        "commune": Both("ឃុំ", "commune"),
        "sangkat": Both("សង្កាត់", "sangkat"),
    },
    "language": {
        "km": Both("ខ្មែរ", "Khmer"),
        "en": Both("អង់គ្លេស", "English"),
        "rom": Both("ខ្មែរជាអក្សរឡាតាំង", "Khmer in Latin letters"),
    },
    "status": {
        "current": Both("បច្ចុប្បន្ន", "current"),
        "historical": Both("ប្រវត្តិ", "historical"),
        "demonstration": Both("សាកល្បង", "demonstration"),
        "name-only": Both("ស្គាល់តែឈ្មោះ", "name only"),
    },
    "applicant": {
        "anyone": Both("អ្នកណាក៏បាន", "anyone"),
        "cambodian": Both("ជនជាតិខ្មែរ", "Cambodian"),
        "foreigner": Both("ជនបរទេស", "foreigner"),
    },
    "side": {
        "revenue": Both("ចំណូល", "revenue"),
        "expenditure": Both("ចំណាយ", "spending"),
        "balance": Both("តុល្យភាព", "balance"),
    },
    "stage": {
        "announced": Both("បានប្រកាស", "announced"),
        "draft": Both("សេចក្តីព្រាង", "draft"),
        "law": Both("តាមច្បាប់", "by law"),
        "plan": Both("ផែនការ", "plan"),
        "actual": Both("អនុវត្តជាក់ស្តែង", "actual"),
    },
    "measure": {
        "total": Both("សរុប", "total"),
        "average": Both("មធ្យម", "average"),
        "change": Both("ការប្រែប្រួល", "change"),
    },
    "approximate": {"yes": Both("ប្រហែល", "about"), "no": Both("ពិតប្រាកដ", "exact")},
    "record": {
        "award": Both("ការជ្រើសរើស", "award"),
        "concession": Both("សម្បទាន", "concession"),
        "financing": Both("ហិរញ្ញប្បទាន", "financing"),
        "planned": Both("គ្រោង", "planned"),
        "project": Both("គម្រោង", "project"),
        "tender": Both("ការដេញថ្លៃ", "tender"),
    },
    "meaning": {
        "budget": Both("ថវិកា", "budget"),
        "contract_price": Both("តម្លៃកិច្ចសន្យា", "contract price"),
        "estimate": Both("តម្លៃប៉ាន់ស្មាន", "estimate"),
        "final_cost": Both("ចំណាយចុងក្រោយ", "final cost"),
        "grant": Both("ជំនួយឥតសំណង", "grant"),
        "loan": Both("ប្រាក់កម្ចី", "loan"),
        "project_cost": Both("ចំណាយគម្រោង", "project cost"),
    },
    "item": {
        "contract": Both("កិច្ចសន្យា", "contract"),
        "price": Both("តម្លៃ", "price"),
        "specification": Both("លក្ខខណ្ឌបច្ចេកទេស", "specification"),
        "winner": Both("អ្នកឈ្នះ", "winner"),
    },
    "state": {"yes": Both("បាន", "yes"), "no": Both("មិនបាន", "no"), "unknown": Both("មិនដឹង", "unknown")},
}


def choice_words(column: str, value: str) -> Both:
    """What a value of a column means; a value without words, as a currency's code, says itself."""
    return CHOICES.get(column, {}).get(value, Both(value, value))
