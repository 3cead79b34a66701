"""What tables and columns of facts are called in both languages; for templates, previews and differences."""

from __future__ import annotations

from bot.domain.facts import Both

TABLES: dict[str, Both] = {
    "source": Both("ប្រភព", "Source"),
    "place": Both("កន្លែង", "Place"),
    "place_alias": Both("ឈ្មោះផ្សេងនៃកន្លែង", "Other name of a place"),
    "population": Both("ចំនួនប្រជាជន", "Inhabitants"),
    "ministry": Both("ក្រសួង", "Ministry"),
    "ministry_alias": Both("ឈ្មោះផ្សេងនៃក្រសួង", "Other name of a ministry"),
    "sector": Both("ក្រុមសេវា", "Group of services"),
    "sector_alias": Both("ឈ្មោះផ្សេងនៃក្រុមសេវា", "Other name of a group of services"),
    "service": Both("សេវា", "Service"),
    "service_alias": Both("ឈ្មោះផ្សេងនៃសេវា", "Other name of a service"),
    "service_variant": Both("ទម្រង់នៃសេវា", "Form of a service"),
    "service_fee": Both("ថ្លៃសេវា", "Fee"),
    "service_document": Both("ឯកសារត្រូវការ", "Document to bring"),
    "office": Both("ការិយាល័យ", "Office"),
    "office_alias": Both("ឈ្មោះផ្សេងនៃការិយាល័យ", "Other name of an office"),
    "office_service": Both("សេវានៅការិយាល័យ", "Service of an office"),
    "budget_category": Both("ចំណាត់ថ្នាក់ថវិកា", "Budget heading"),
    "category_alias": Both("ឈ្មោះផ្សេងនៃចំណាត់ថ្នាក់ថវិកា", "Other name of a budget heading"),
    "budget_line": Both("បន្ទាត់ថវិកា", "Budget line"),
    "procurement": Both("គម្រោង", "Project"),
    "procurement_alias": Both("ឈ្មោះផ្សេងនៃគម្រោង", "Other name of a project"),
    "supplier": Both("ក្រុមហ៊ុន", "Company"),
    "supplier_alias": Both("ឈ្មោះផ្សេងនៃក្រុមហ៊ុន", "Other name of a company"),
    "award": Both("ការជ្រើសរើស", "Award"),
    "disclosure": Both("ការបង្ហាញជាសាធារណៈ", "Disclosure"),
    "indicator": Both("សូចនាករ", "Indicator"),
    "indicator_alias": Both("ឈ្មោះផ្សេងនៃសូចនាករ", "Other name of an indicator"),
    "indicator_value": Both("តម្លៃសូចនាករ", "Value of an indicator"),
}

COLUMNS: dict[str, Both] = {
    "address": Both("អាសយដ្ឋាន", "address"),
    "akin": Both("ផ្នែកថវិកាដែលជិតគ្នា", "heading of nearly the same"),
    "alias": Both("ពាក្យដែលគេហៅ", "spelling"),
    "amount": Both("ចំនួនទឹកប្រាក់ (ទទេ = មិនដឹង, 0 = ឥតគិតថ្លៃ)", "amount (empty is unknown, 0 is free)"),
    "applicant": Both("អ្នកសុំ", "who asks"),
    "approximate": Both("ប្រភពថា «ប្រហែល» ឬទេ", "does the source say about?"),
    "basis": Both("គិតតាមអ្វី", "per what"),
    "buyer": Both("អ្នកទិញ", "buyer"),
    "category_id": Both("លេខសម្គាល់ចំណាត់ថ្នាក់ថវិកា", "key of the budget heading"),
    "code": Both("លេខកូដកន្លែង NCDD", "NCDD code of the place"),
    "currency": Both("រូបិយប័ណ្ណ", "currency"),
    "date": Both("កាលបរិច្ឆេទ", "date"),
    "date_kind": Both("កាលបរិច្ឆេទមានន័យអ្វី", "what the date means"),
    "deadline": Both("ត្រូវធ្វើត្រឹមពេលណា", "by when it must be done"),
    "denominator": Both("ចំនួនសរុប", "whole"),
    "duration": Both("រយៈពេល", "duration"),
    "eligibility": Both("អ្នកណាអាចសុំ", "who may ask for it"),
    "email": Both("អ៊ីមែល", "e-mail"),
    "evidence": Both("ភស្តុតាង", "evidence"),
    "fee_note": Both("ថ្លៃជាពាក្យ", "fee in words"),
    "fiscal_year": Both("ឆ្នាំថវិកា", "budget year"),
    "funder": Both("អ្នកចេញប្រាក់", "who pays"),
    "hours": Both("ម៉ោងបើក", "opening hours"),
    "iso": Both("លេខកូដ ISO នៃខេត្ត", "ISO code of the province"),
    "item": Both("អ្វីដែលបង្ហាញ", "item"),
    "kind": Both("ប្រភេទ", "kind"),
    "language": Both("ភាសា (km, en ឬ rom)", "language (km, en or rom)"),
    "latitude": Both("រយៈទទឹង", "latitude"),
    "legal_basis": Both("មូលដ្ឋានច្បាប់", "legal basis"),
    "level": Both("ថ្នាក់", "level"),
    "licence": Both("អាជ្ញាបណ្ណ", "licence"),
    "longitude": Both("រយៈបណ្តោយ", "longitude"),
    "max_working_days": Both("ថ្ងៃធ្វើការយ៉ាងច្រើន", "working days at most"),
    "meaning": Both("ចំនួននេះជាអ្វី", "what the amount is"),
    "measure": Both("រង្វាស់", "measure"),
    "method": Both("វិធីលទ្ធកម្ម", "procurement method"),
    "ministry_id": Both("អក្សរកាត់ក្រសួង", "abbreviation of the ministry"),
    "name": Both("ឈ្មោះ", "name"),
    "note": Both("កំណត់សម្គាល់", "note"),
    "numerator": Both("ចំនួនភាគ", "part"),
    "parent": Both("ស្ថិតនៅក្នុង", "lies in"),
    "people": Both("ចំនួនមនុស្ស", "people"),
    "period": Both("រយៈពេល", "period"),
    "phone": Both("ទូរស័ព្ទ", "telephone"),
    "place_code": Both("លេខកូដកន្លែង NCDD", "NCDD code of the place"),
    "position": Both("លំដាប់", "order"),
    "procurement_id": Both("លេខសម្គាល់គម្រោង", "key of the project"),
    "publisher": Both("អ្នកផ្សាយ", "publisher"),
    "record": Both("អ្វីដែលដឹង", "what is known of it"),
    "reported": Both("ដូចប្រភពសរសេរ", "as the source says"),
    "sector_id": Both("ក្រុមសេវា", "group of services"),
    "service_id": Both("លេខសម្គាល់សេវា", "key of the service"),
    "short": Both("អក្សរលើប៊ូតុង យ៉ាងច្រើន ២០ តួ", "button wording, at most 20 signs"),
    "side": Both("ចំណូល ឬចំណាយ", "revenue or expenditure"),
    "source_id": Both("លេខសម្គាល់ប្រភព", "key of the source"),
    "stage": Both("ដំណាក់កាល", "stage"),
    "state": Both("ស្ថានភាព", "state"),
    "status": Both(
        "current = ប្រើបាន, historical = ចាស់, demonstration = សាកល្បង, name-only = ស្គាល់តែឈ្មោះ (សេវា និងគម្រោង)",
        "current, historical (superseded), demonstration (made up); services and projects also name-only",
    ),
    "supplier_id": Both("លេខសម្គាល់ក្រុមហ៊ុន", "key of the company"),
    "text": Both("អត្ថបទ", "text"),
    "title": Both("ចំណងជើង", "title"),
    "type": Both("ប្រភេទ", "type"),
    "unit": Both("ឯកតា", "unit"),
    "url": Both("អាសយដ្ឋានគេហទំព័រ", "web address"),
    "validity": Both("សុពលភាព", "validity"),
    "value": Both("តម្លៃ", "value"),
    "variant": Both("ទម្រង់", "form"),
    "where": Both("ទៅទីណា", "where to go"),
    "words": Both("ពាក្យដែលនាំទៅរកទម្រង់នេះ បំបែកដោយ ;", "words that choose it, with ; between"),
    "year": Both("ឆ្នាំ", "year"),
}
_KEY = Both("លេខសម្គាល់", "key")
_LANGUAGES = {"km": Both("ខ្មែរ", "Khmer"), "en": Both("អង់គ្លេស", "English")}


def column_words(column: str) -> Both:
    """What a column holds, in both languages."""
    if column in COLUMNS:
        return COLUMNS[column]
    stem, _, language = column.rpartition("_")
    if language in _LANGUAGES and stem in COLUMNS:
        words, spoken = COLUMNS[stem], _LANGUAGES[language]
        return Both(f"{words.km} ({spoken.km})", f"{words.en} ({spoken.en})")
    return _KEY
