"""Days, months, nights, coming and leaving."""

from typing import Final

CALENDAR: Final = {
    "dia": "",
    "dias": "days day diazinhos",
    "noite*": "noites noche noches night nights pernoites noitinha",
    "diaria*": "diarias diarinha diarinhas",
    "pernoite": "pernoitar",
    "semana*": "week weeks semanas",
    "quinzena": "",
    "seguinte": "",
    "mar": "",
    "ago": "",
    "set": "",
    "out": "",
    "mes": "meses month",
    "ano": "anos year years aninho aninhos anio",
    "meio": "meia",
    "fim": "final finais fins end fin",
    "fds": "finde findi fdss weekend",
    "comeco": "inicio comecinho",
    "meados": "metade",
    "primeiro": "primeira first",
    "ultimo": "ultima last",
    "segundo": "second",
    "terceiro": "terceira third",
    "vem": "vindouro vindoura entrante",
    "proximo*": "proxima proximos proximas prox next",
    "agora": "agr now",
    "hoje": "hj hje oje hoy today",
    "tonight": "",
    "amanha*": "amnh amh manana tomorrow amanhan",
    "depois": "dps despois after later pasado",
    "antes": "before",
    "cerca": "aproximadamente torno around about",
    "daqui": "dq daki",
    "feira": "feiras feria fera",
    "vespera": "vesperas",
}

MONTHS: Final = {
    "janeiro*": "jan enero january",
    "fevereiro*": "fev feb febrero february",
    "marco*": "marzo march",
    "abril*": "abr apr april",
    "maio*": "mai mayo may",
    "junho*": "jun junio june",
    "julho*": "jul julio july",
    "agosto*": "august aug",
    "setembro*": "sep sept septiembre september",
    "outubro*": "oct octubre october",
    "novembro*": "nov noviembre november",
    "dezembro*": "dec dic diciembre december",
}

WEEKDAYS: Final = {
    "segunda*": "seg lunes monday",
    "terca*": "martes tuesday",
    "quarta*": "qua miercoles wednesday",
    "quinta*": "qui jueves thursday",
    "sexta*": "sex viernes friday sextou",
    "sabado*": "sab saturday sabadao sabadinho",
    "domingo*": "dom sunday domingao",
}

MOVING: Final = {
    "chegar*": "chego chegamos chegando chegada chegaria chegariamos chegarei chegaremos chegue "
    "cheguei chega llego llegamos llegada arriving arrive arrival",
    "entrar*": "entrada entro entramos entrando entrariamos entraria ingresso",
    "checkin*": "ci chekin checkim cheking",
    "ir": "vou indo iria voy vai",
    "ficar*": "fico ficamos ficando ficaria ficariamos ficarei ficaremos stay staying fica ficarem",
    "comecar*": "comecando comeca iniciando",
    "sair*": "saio saimos saindo saida saidas sairia sairiamos sairei sairemos salida salgo "
    "leaving leave departure partida saimo salimos sai",
    "checkout*": "co chekout checkouts",
    "voltar*": "volto voltamos voltando volta voltaria voltariamos vuelvo retorno retornando "
    "retornar",
    "embora": "imbora",
}

FEASTS: Final = {
    "feriado*": "feriadao feriados holiday feriadinho",
    "carnaval*": "carnival folia",
    "cinzas": "",
    "santa": "santo",
    "pascoa*": "easter pascua",
    "aleluia": "",
    "tiradentes*": "",
    "trabalho": "trabalhador",
    "corpus": "",
    "christi": "cristi",
    "independencia": "",
    "aparecida": "padroeira",
    "finados": "",
    "proclamacao": "republica",
    "consciencia": "",
    "natal*": "christmas navidad natalino",
    "reveillon*": "revellion reveillom reveilon virada",
    "novo": "nova new",
    "namorados": "",
    "maes": "",
    "junina": "joao",
}
