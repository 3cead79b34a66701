"""What each figure means, in sentences that are printed with it, and the words of the reports."""

from __future__ import annotations

from bot.domain.talk import Language

_KHMER_DIGITS = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")

_SENTENCES: dict[str, dict[Language, str]] = {
    "period": {
        "en": "Days run from midnight to midnight by the clocks of {zone}. The first and the last day are both included. "
        "A message belongs to the day on which the citizen sent it.",
        "km": "មួយថ្ងៃៗគិតពីពាក់កណ្តាលអធ្រាត្រដល់ពាក់កណ្តាលអធ្រាត្រ តាមម៉ោងនៅ {zone}។ រាប់ទាំងថ្ងៃដំបូង និងថ្ងៃចុងក្រោយ។ "
        "សារនីមួយៗរាប់ក្នុងថ្ងៃដែលប្រជាពលរដ្ឋបានផ្ញើ។",
    },
    "channels": {
        "en": "Only messages that came in through the channels named are counted. "
        "Talks in the terminal are trials by staff and are left out unless they are asked for.",
        "km": "រាប់តែសារដែលចូលតាមមធ្យោបាយដែលបានរាយឈ្មោះ។ ការសន្ទនាក្នុងទែមីណាល់ជាការសាកល្បងរបស់បុគ្គលិក ហើយមិនរាប់ទេ លើកលែងតែមានការស្នើសុំ។",
    },
    "reached": {
        "en": "A person reached is a distinct pseudonym with at least one inbound message in the period, taps included. "
        "Each person counts once. Periods, topics and provinces do not add up: the total is computed, never summed.",
        "km": "មនុស្សដែលបានឈានដល់ គឺរហស្សនាមខុសៗគ្នា ដែលបានផ្ញើសារយ៉ាងតិចមួយក្នុងអំឡុងពេលនេះ រាប់ទាំងការចុចប៊ូតុង។ "
        "មនុស្សម្នាក់រាប់តែម្តង។ មិនត្រូវបូកចំនួនមនុស្សតាមអំឡុងពេល ប្រធានបទ ឬខេត្តចូលគ្នាទេ៖ ចំនួនសរុបត្រូវរាប់ឡើងវិញ មិនមែនបូកទេ។",
    },
    "new": {
        "en": "A new person's first ever message falls in the period. "
        "Someone who had their data deleted and comes back counts as a new person.",
        "km": "មនុស្សថ្មី គឺអ្នកដែលសារដំបូងបំផុតរបស់ខ្លួនស្ថិតក្នុងអំឡុងពេលនេះ។ អ្នកដែលបានស្នើលុបទិន្នន័យ ហើយត្រឡប់មកវិញ រាប់ជាមនុស្សថ្មី។",
    },
    "returning": {
        "en": "A returning person was active in the period and before it. New and returning add up to people reached.",
        "km": "មនុស្សត្រឡប់មកវិញ គឺអ្នកដែលបានផ្ញើសារទាំងក្នុងអំឡុងពេលនេះ និងមុនអំឡុងពេលនេះ។ "
        "មនុស្សថ្មី និងមនុស្សត្រឡប់មកវិញ បូកគ្នាស្មើនឹងមនុស្សដែលបានឈានដល់។",
    },
    "sessions": {
        "en": "A session is a person's messages with no gap over {gap} minutes. A session that began before the period "
        "counts when it has a message in the period, so sessions of two periods do not add up either.",
        "km": "វគ្គសន្ទនា គឺសាររបស់មនុស្សម្នាក់ ដែលគ្មានចន្លោះពេលលើសពី {gap} នាទី។ វគ្គដែលចាប់ផ្តើមមុនអំឡុងពេលនេះ រាប់បញ្ចូល "
        "បើមានសារក្នុងអំឡុងពេលនេះ ដូច្នេះមិនត្រូវបូកវគ្គនៃអំឡុងពេលពីរចូលគ្នាទេ។",
    },
    "queries": {
        "en": "A query is every inbound text, tap or postback, greetings and thanks included, profile and quiz taps excluded. "
        "The outcomes add up to all queries.",
        "km": "សំណួរ គឺរាល់សារ ឬការចុចប៊ូតុងដែលផ្ញើមក រាប់ទាំងការសួរសុខទុក្ខ និងការអរគុណ តែមិនរាប់ការចុចឆ្លើយអំពីខ្លួន និងកម្រងសំណួរសាកសមត្ថភាពទេ។ "
        "លទ្ធផលទាំងអស់បូកគ្នាស្មើនឹងសំណួរសរុប។",
    },
    "answered": {
        "en": "The answered share is answered queries out of all queries. "
        "Shares of different periods cannot be added or averaged: use the two numbers behind them.",
        "km": "ភាគរយដែលបានឆ្លើយ គឺសំណួរដែលបានឆ្លើយ ធៀបនឹងសំណួរទាំងអស់។ មិនត្រូវបូក ឬគិតមធ្យមភាគរយនៃអំឡុងពេលផ្សេងៗទេ៖ សូមប្រើចំនួនទាំងពីរ។",
    },
    "demonstration": {
        "en": "Answers from made-up rows happen only in emulator mode, where the bot is shown and tried. "
        "They tell nothing about real facts given to citizens.",
        "km": "ចម្លើយពីទិន្នន័យសាកល្បង មានតែក្នុងទម្រង់សាកល្បងប៉ុណ្ណោះ។ វាមិនមែនជាព័ត៌មានពិតដែលប្រជាពលរដ្ឋបានទទួលទេ។",
    },
    "rows": {
        "en": "People do not add up across rows: a person in two rows is one person. Queries do add up.",
        "km": "មិនត្រូវបូកចំនួនមនុស្សពីជួរដេកផ្សេងៗចូលគ្នាទេ៖ មនុស្សម្នាក់ក្នុងពីរជួរ នៅតែជាមនុស្សម្នាក់។ ចំនួនសំណួរអាចបូកបាន។",
    },
    "publication": {
        "en": "For use inside the organisation: small numbers are not suppressed.",
        "km": "សម្រាប់ប្រើផ្ទៃក្នុងអង្គការ៖ ចំនួនតូចៗមិនត្រូវបានលាក់ទេ។",
    },
}

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("របាយការណ៍ចំនួនមនុស្សដែលបានឈានដល់", "Reach of the bot"),
    "period": ("អំឡុងពេល", "Period"),
    "zone": ("ល្វែងម៉ោង", "Time zone"),
    "channels": ("មធ្យោបាយដែលបានរាប់", "Channels counted"),
    "not_counted": ("មិនរាប់", "not counted"),
    "counted_at": ("រាប់នៅ", "Counted at"),
    "reached": ("មនុស្សដែលបានឈានដល់", "People reached"),
    "new": ("មនុស្សថ្មី", "of whom new"),
    "returning": ("មនុស្សត្រឡប់មកវិញ", "of whom returning"),
    "sessions": ("វគ្គសន្ទនា", "Sessions"),
    "queries": ("សំណួរ", "Queries"),
    "answered_share": ("ភាគរយដែលបានឆ្លើយ", "Answered share"),
    "baseline": ("មូលដ្ឋាន", "Baseline"),
    "target": ("គោលដៅ", "Target"),
    "per.year": ("ក្នុងមួយឆ្នាំ", "a year"),
    "per.quarter": ("ក្នុងមួយត្រីមាស", "a quarter"),
    "per.month": ("ក្នុងមួយខែ", "a month"),
    "trend": ("ពីមុន៖", "Before:"),
    "sex": ("ភេទ", "sex"),
    "ministry": ("ក្រសួង", "ministry"),
    "district": ("ស្រុក ខណ្ឌ", "district"),
    "event": ("ព្រឹត្តិការណ៍", "event"),
    "of": ("ក្នុងចំណោម", "of"),
    "demonstration": ("ក្នុងចំណោមដែលបានឆ្លើយ៖ ឆ្លើយពីទិន្នន័យសាកល្បង", "Of the answered: from made-up rows"),
    "people": ("មនុស្ស", "People"),
    "pairs": ("ធ្វើទាំងពីរលើក", "both quizzes"),
    "increased": ("យល់ដឹងកើនឡើង", "knew more"),
    "by": ("បែងចែកតាម", "By"),
    "none": ("(គ្មាន)", "(none)"),
    "none.topic": ("(គ្មានប្រធានបទ)", "(no topic)"),
    "none.intent": ("(គ្មានចម្លើយត្រូវគ្នា)", "(no intent)"),
    "none.province": ("(មិនបានប្រាប់ទីកន្លែង)", "(no place named)"),
    "none.district": ("(មិនបានប្រាប់ទីកន្លែង)", "(no place named)"),
    "no_rows": ("គ្មានសារក្នុងអំឡុងពេលនេះទេ។", "No messages in the period."),
    "topic": ("ប្រធានបទ", "topic"),
    "language": ("ភាសា", "language"),
    "outcome": ("លទ្ធផល", "outcome"),
    "intent": ("គោលបំណង", "intent"),
    "channel": ("មធ្យោបាយ", "channel"),
    "province": ("ខេត្ត", "province"),
    "kind": ("ប្រភេទសារ", "kind"),
    "day": ("ថ្ងៃ", "day"),
    "month": ("ខែ", "month"),
    "time": ("ពេលវេលា", "time"),
    "outcome.answered": ("បានឆ្លើយ", "answered"),
    "outcome.asked_back": ("បានសួរបញ្ជាក់វិញ", "asked back"),
    "outcome.offered": ("បានផ្តល់ជម្រើស", "offered"),
    "outcome.no_data": ("គ្មានទិន្នន័យ", "no data"),
    "outcome.not_understood": ("មិនយល់", "not understood"),
    "outcome.failed": ("មានបញ្ហាបច្ចេកទេស", "failed"),
    "outcome.to_a_person": ("បញ្ជូនទៅបុគ្គលិក", "to a person"),
    "language.km": ("ខ្មែរ", "Khmer"),
    "language.en": ("អង់គ្លេស", "English"),
    "sex.female": ("ស្រី", "female"),
    "sex.male": ("ប្រុស", "male"),
    "sex.other": ("ផ្សេងទៀត", "other"),
    "sex.declined": ("មិនព្រមប្រាប់", "declined"),
    "sex.unknown": ("បានសួរ តែមិនបានឆ្លើយ", "asked, no answer"),
    "sex.not_asked": ("មិនទាន់បានសួរ", "not asked"),
    "age_band": ("អាយុ", "age"),
    "age_band.under-18": ("ក្រោម ១៨ ឆ្នាំ", "under 18"),
    "age_band.18-30": ("១៨ ដល់ ៣០ ឆ្នាំ", "18 to 30"),
    "age_band.31-45": ("៣១ ដល់ ៤៥ ឆ្នាំ", "31 to 45"),
    "age_band.46-60": ("៤៦ ដល់ ៦០ ឆ្នាំ", "46 to 60"),
    "age_band.over-60": ("លើស ៦០ ឆ្នាំ", "over 60"),
    "age_band.declined": ("មិនព្រមប្រាប់", "declined"),
    "age_band.unknown": ("បានសួរ តែមិនបានឆ្លើយ", "asked, no answer"),
    "age_band.not_asked": ("មិនទាន់បានសួរ", "not asked"),
    "topic.budget": ("ថវិកា", "budgets"),
    "topic.services": ("សេវាសាធារណៈ", "public services"),
    "topic.procurement": ("លទ្ធកម្ម", "procurement"),
    "topic.rights": ("សិទ្ធិ និងច្បាប់", "rights and rules"),
    "topic.all": ("ទាំងអស់", "all topics"),
    "topic.talk": ("ការសន្ទនា", "the talk itself"),
    "channel.messenger": ("Messenger", "Messenger"),
    "channel.emulator": ("កម្មវិធីត្រាប់ Messenger", "emulator"),
    "channel.terminal": ("ទែមីណាល់", "terminal"),
    "kind.text": ("អក្សរ", "text"),
    "kind.tap": ("ការចុច", "tap"),
    "kind.start": ("ការចាប់ផ្តើម", "start"),
    "kind.sticker": ("ស្ទីគ័រ", "sticker"),
    "kind.voice": ("សំឡេង", "voice"),
    "kind.image": ("រូបភាព", "image"),
    "kind.file": ("ឯកសារ", "file"),
    "kind.location": ("ទីតាំង", "location"),
}


def definitions(language: Language, zone: str, gap_minutes: int) -> dict[str, str]:
    """The sentence of each figure, in the order of the report."""
    gap = digits(str(gap_minutes), language)
    return {name: texts[language].format(zone=zone, gap=gap) for name, texts in _SENTENCES.items()}


def digits(text: str, language: Language) -> str:
    """Khmer digits in Khmer."""
    return text.translate(_KHMER_DIGITS) if language == "km" else text


def word(key: str, language: Language) -> str:
    """A word of the reports. Raises KeyError for one that does not exist."""
    return _WORDS[key][0 if language == "km" else 1]


def said(field: str, value: str, language: Language) -> str:
    """A value of a field as people read it; values that have no word stay as they are."""
    if not value:
        return word(f"none.{field}" if f"none.{field}" in _WORDS else "none", language)
    return word(f"{field}.{value}", language) if f"{field}.{value}" in _WORDS else value
