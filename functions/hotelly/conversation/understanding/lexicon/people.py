"""Who comes, into which room, and the counted things that are neither."""

from typing import Final

PEOPLE: Final = {
    "adulto*": "adultos adulta adultas ad adt adts adl adults adult maiores",
    "pessoa*": "pessoas pax paxs pess hospede hospedes people person persons personas persona "
    "guests guest gnt cabecas ppl",
    "crianca*": "adolescente adolescentes teen cr chd kid child nino nina crianc criancinha",
    "criancas*": "crs chds kids children ninos ninas criancinhas menores crianssas",
    "filho": "filha filhinho filhinha filhote son daughter hijo hija filhao "
    "menino menina neto neta netinho netinha sobrinho sobrinha enteado enteada menor "
    "afilhado afilhada garoto garota caculinha cacula moleque",
    "filhos": "filhas filhinhos filhinhas hijos hijas sons meninos meninas netos netas netinhos "
    "sobrinhos sobrinhas enteados garotos molecada",
    "bebe*": "nenem nene baby bb bebezinho bebezinha infant inf",
    "bebes": "babies nenens",
    "gemeos": "gemeas twins",
    "mae": "pai sogra sogro amigo amiga irmao irma tia tio avo vo prima primo cunhada cunhado "
    "colega chefe mom dad mother father friend amg vovo senhora senhor",
    "amigos": "amigas irmaos irmas tias primos primas cunhados colegas friends mulheres homens "
    "rapazes senhoras senhores idosos funcionarios amgs casados trabalhadores alunos atletas "
    "jovens",
    "pais": "avos sogros tios parents padres",
    "casal*": "couple pareja casalzinho",
    "casais": "couples parejas",
    "familia*": "family familias",
    "grupo": "turma galera group excursao",
    "sozinho*": "sozinha szinho alone solteirinho",
    "dupla": "",
    "trio": "",
    "nascido": "nascida",
    "recem": "",
    "pequeno": "pequena pequenos pequenas pequenininho little small",
}

ROOMS: Final = {
    "quarto*": "qto qt quartinho room habitacion habitacao",
    "quartos*": "qtos qts quartinhos rooms habitaciones",
    "suite*": "suitezinha suiti swite",
    "suites": "",
    "apto": "apartamento apt apartamentos aptos ape",
    "chale": "chalezinho chales cabana cabanas bangalo bangalos",
    "acomodacao*": "acomodacoes unidade unidades hospedagem",
    "cama*": "camas bed beds",
    "solteiro*": "individual single solteira individuais solteiros sgl",
    "duplo": "dupl double dbl twin dobl doble",
    "familiar": "familiares",
    "extra": "adicional",
    "duzia": "",
    "idade": "idades age old",
    "tipo": "",
}

AMOUNTS: Final = {
    "reais": "real conto contos pila pilas brl mangos dolares",
    "mil": "",
    "cento": "porcento percent",
    "hora": "time horas hrs hs hr h",
    "manha": "morning",
    "tarde": "tardinha",
    "madrugada": "",
    "km": "metros quilometros minutos min mts",
    "vez": "vezes x",
    "carro": "carros moto motos",
    "caro": "cara salgado puxado caros",
    "pet*": "pets cachorro cachorra cachorros cachorrinho cachorrinha cao caes gato gata gatos "
    "gatinho gatinhos gatinha dog dogs cat cats bichinho bicho bichos animal animais animalzinho "
    "doguinho catioro mascota perro perros calopsita coelho papagaio passarinho shih pinscher "
    "poodle golden spitz yorkshire dachshund cadela cadelinha filhotes dogui auau",
    "codigo": "protocolo localizador voucher cpf rg telefone fone whats cep",
}
