"""The months in languages other than English, as Unicode's CLDR has them: alone and, where it differs, after a day.

Loaded only for a word that is no English one. A name that means one month here and another there stands in both
lines, and a date with it is refused with both readings.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_NAMES = {
    "Bulgarian": "януари февруари март април май юни юли август септември октомври ноември декември",
    "Catalan": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "Croatian": "siječanj/siječnja veljača/veljače ožujak/ožujka travanj/travnja svibanj/svibnja lipanj/lipnja "
    "srpanj/srpnja kolovoz/kolovoza rujan/rujna listopad/listopada studeni/studenoga/studenog prosinac/prosinca",
    "Czech": "leden/ledna únor/února březen/března duben/dubna květen/května červen/června červenec/července "
    "srpen/srpna září říjen/října listopad/listopadu prosinec/prosince",
    "Danish": "januar februar marts april maj juni juli august september oktober november december",
    "Dutch": "januari februari maart april mei juni juli augustus september oktober november december",
    "Estonian": "jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember",
    "Finnish": "tammikuu/tammikuuta helmikuu/helmikuuta maaliskuu/maaliskuuta huhtikuu/huhtikuuta toukokuu/toukokuuta "
    "kesäkuu/kesäkuuta heinäkuu/heinäkuuta elokuu/elokuuta syyskuu/syyskuuta lokakuu/lokakuuta marraskuu/marraskuuta "
    "joulukuu/joulukuuta",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "German": "januar/jänner februar/feber märz april mai juni juli august september oktober november dezember",
    "Greek": "ιανουάριος/ιανουαρίου φεβρουάριος/φεβρουαρίου μάρτιος/μαρτίου απρίλιος/απριλίου μάιος/μαΐου "
    "ιούνιος/ιουνίου ιούλιος/ιουλίου αύγουστος/αυγούστου σεπτέμβριος/σεπτεμβρίου οκτώβριος/οκτωβρίου "
    "νοέμβριος/νοεμβρίου δεκέμβριος/δεκεμβρίου",
    "Hungarian": "január február március április május június július augusztus szeptember október november december",
    "Indonesian": "januari februari maret april mei juni juli agustus september oktober november desember",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Latvian": "janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā "
    "augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī",
    "Lithuanian": "sausis/sausio vasaris/vasario kovas/kovo balandis/balandžio gegužė/gegužės birželis/birželio "
    "liepa/liepos rugpjūtis/rugpjūčio rugsėjis/rugsėjo spalis/spalio lapkritis/lapkričio gruodis/gruodžio",
    "Norwegian": "januar februar mars april mai juni juli august september oktober november desember",
    "Polish": "styczeń/stycznia luty/lutego marzec/marca kwiecień/kwietnia maj/maja czerwiec/czerwca lipiec/lipca "
    "sierpień/sierpnia wrzesień/września październik/października listopad/listopada grudzień/grudnia",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "Romanian": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "Russian": "январь/января февраль/февраля март/марта апрель/апреля май/мая июнь/июня июль/июля август/августа "
    "сентябрь/сентября октябрь/октября ноябрь/ноября декабрь/декабря",
    "Slovak": "január/januára február/februára marec/marca apríl/apríla máj/mája jún/júna júl/júla august/augusta "
    "september/septembra október/októbra november/novembra december/decembra",
    "Slovenian": "januar/januarja februar/februarja marec/marca april/aprila maj/maja junij/junija julij/julija "
    "avgust/avgusta september/septembra oktober/oktobra november/novembra december/decembra",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre",
    "Swedish": "januari februari mars april maj juni juli augusti september oktober november december",
    "Turkish": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "Ukrainian": "січень/січня лютий/лютого березень/березня квітень/квітня травень/травня червень/червня "
    "липень/липня серпень/серпня вересень/вересня жовтень/жовтня листопад/листопада грудень/грудня",
}
LANGUAGES = tuple(_NAMES)


def plain(word: str) -> str:
    """A word without its accents and capitals, so that it is found however it was typed."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", word.casefold()) if not unicodedata.combining(letter)
    )
    return bare.replace("\N{LATIN SMALL LETTER DOTLESS I}", "i").replace("ł", "l")


def names(language: str) -> list[list[str]]:
    """The spellings of each month in a language, January first: the one used alone, then those used after a day."""
    return [spellings.split("/") for spellings in _NAMES[language].split()]


@cache
def numbers() -> dict[str, tuple[int, ...]]:
    """The numbers, 1 to 12, of the months that a name stands for; nearly always one."""
    table: dict[str, set[int]] = {}
    for language in LANGUAGES:
        for number, spellings in enumerate(names(language), start=1):
            for spelling in spellings:
                table.setdefault(plain(spelling), set()).add(number)
    return {name: tuple(sorted(several)) for name, several in table.items()}
